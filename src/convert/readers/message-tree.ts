import type { JsonObject } from '../../record/record.js';
import { isObject } from '../../record/record.js';
import { idIn, numberIn, objectIn } from '../values.js';

/** The nodes of a tree of messages, by their ids. Empty if the value is none. */
export function treeOf(mapping: unknown): Map<string, JsonObject> {
  if (!isObject(mapping)) return new Map();
  const nodes = Object.entries(mapping).filter(
    (entry): entry is [string, JsonObject] =>
      isObject(entry[1]) && ('message' in entry[1] || 'parent' in entry[1] || 'children' in entry[1]),
  );
  return new Map(nodes);
}

/** The ids from the root to a node. A node that occurs again, as in a broken file, ends the way. */
function wayTo(node: string | undefined, nodes: ReadonlyMap<string, JsonObject>): string[] {
  const way = new Set<string>();
  for (let id = node; id !== undefined && nodes.has(id) && !way.has(id); id = idIn(nodes.get(id)?.['parent'])) {
    way.add(id);
  }
  return [...way].reverse();
}

/** The leaf that was written last. */
function latestLeaf(nodes: ReadonlyMap<string, JsonObject>): string | undefined {
  const parents = new Set([...nodes.values()].map((node) => idIn(node['parent'])));
  let latest: string | undefined;
  let time = Number.NEGATIVE_INFINITY;
  for (const [id, node] of nodes) {
    if (parents.has(id)) continue;
    const own = numberIn(objectIn(node['message'])?.['create_time']) ?? Number.NEGATIVE_INFINITY;
    if (latest === undefined || own >= time) [latest, time] = [id, own];
  }
  return latest;
}

/**
 * The branches of a conversation whose messages are a tree: first the one that was shown last, from the root to the current node, then
 * the others, each from where it leaves those before it. A node is in one branch only.
 */
export function branchesOf({ mapping, current_node: current }: JsonObject): JsonObject[][] {
  const nodes = treeOf(mapping);
  const shown = idIn(current);
  const taken = new Set<string>();
  const branches: JsonObject[][] = [];
  const take = (way: readonly string[]): void => {
    const ids = way.filter((id) => !taken.has(id));
    for (const id of ids) taken.add(id);
    if (ids.length > 0) branches.push(ids.map((id) => nodes.get(id) as JsonObject));
  };
  take(wayTo(shown !== undefined && nodes.has(shown) ? shown : latestLeaf(nodes), nodes));
  const parents = new Set([...nodes.values()].map((node) => idIn(node['parent'])));
  for (const id of nodes.keys()) if (!parents.has(id)) take(wayTo(id, nodes));
  // What is left goes round in circles.
  for (const id of nodes.keys()) if (!taken.has(id)) take(wayTo(id, nodes));
  return branches;
}
