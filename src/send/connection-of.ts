import type { JsonObject } from '../record/record.js';

/**
 * Returns the number of the connection that a record goes out on, from 0 to `connections - 1`. It follows from the userId, else
 * the anonymousId, so that the events of one user keep their order whatever the number of connections.
 */
export function connectionOf({ userId, anonymousId }: JsonObject, connections: number): number {
  if (connections === 1) return 0;
  const id = typeof userId === 'string' && userId !== '' ? userId : anonymousId;
  if (typeof id !== 'string') return 0;
  // FNV-1a: ids that differ in their last digit only end up on different connections.
  let hash = 0x811c9dc5;
  for (let index = 0; index < id.length; index++) hash = Math.imul(hash ^ id.charCodeAt(index), 0x01000193);
  return (hash >>> 0) % connections;
}
