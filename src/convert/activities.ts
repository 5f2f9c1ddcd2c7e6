import type { JsonObject } from '../record/record.js';
import { mediaOfMime } from './media-type.js';
import type { Action, Component, Entry, Media, Role } from './model.js';
import { ratingIn } from './rating.js';
import type { ReaderContext } from './reader.js';
import { asUtc } from './times.js';
import { firstId, idIn, numberIn, objectIn, objectsIn, textIn, wordIn } from './values.js';

/** Roles as Bot Framework names them, and as Dataverse counts them. */
const ROLES: Readonly<Record<string, Role>> = {
  user: 'customer',
  '1': 'customer',
  bot: 'ai_agent',
  skill: 'ai_agent',
  '0': 'ai_agent',
};
const REACTIONS: Readonly<Record<string, number>> = { like: 1, dislike: 0 };
/** How ids of bots begin in Microsoft Teams. */
const BOT_ID = /^28:/;
/** The channel of Copilot Studio’s own test pane. */
const TEST_CHANNEL = 'pva-studio';
/** The channel of agents that a flow starts: no person writes or reads there. */
const FLOW_CHANNEL = 'pva-autonomous';
const CARD = /\.card\.([\w.-]+)$/;

/** What the activities of a conversation tell. */
export interface ReadActivities {
  readonly entries: readonly Entry[];
  readonly userId: string | undefined;
  readonly anonymousId: string | undefined;
  readonly endedAt: string | undefined;
}

/** Whether a bot’s maker tried it out. */
function isTest(activities: readonly JsonObject[]): boolean {
  return activities.some(
    ({ channelId, valueType, value }) =>
      channelId === TEST_CHANNEL || (valueType === 'ConversationInfo' && objectIn(value)?.['isDesignMode'] === true),
  );
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/** The words of XML or SSML. */
function withoutTags(xml: string): string {
  const text = xml.replace(/<[^>]*>/g, ' ').replace(/&(\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole);
  return text.replace(/\s+/g, ' ').trim();
}

function textOf(activity: JsonObject): string | undefined {
  const text = textIn(activity['text'])?.trim() ? wordIn(activity['text']) : undefined;
  if (text !== undefined) return activity['textFormat'] === 'xml' ? withoutTags(text) : text;
  const spoken = withoutTags(wordIn(activity['speak'] ?? undefined));
  return spoken === '' ? undefined : spoken;
}

/** What the steps of a plan and the traces of dialogs called. */
function calledBy(activity: JsonObject, hasPlan: boolean): Action[] {
  const value = objectIn(activity['value']) ?? {};
  if (activity['name'] === 'DynamicPlanStepTriggered') {
    const action = textIn(value['taskDialogId']);
    if (action === undefined) return [];
    return [{ type: action.startsWith('MCP:') ? 'mcp' : (textIn(value['type']) ?? 'tool'), action }];
  }
  if (activity['name'] !== 'DialogTracing' || hasPlan) return [];
  return objectsIn(value['actions']).flatMap(({ actionType, actionId }) => {
    const type = wordIn(actionType);
    return type.startsWith('Invoke') ? [{ type, action: textIn(actionId) ?? type }] : [];
  });
}

/** What a customer did with a card: `submit`, or the name that the card gives it. */
function submitted({ value, channelData }: JsonObject): Action | undefined {
  const data = objectIn(value);
  if (data === undefined && objectIn(channelData)?.['postBack'] !== true) return undefined;
  const name = textIn(data?.['actionSubmitId']) ?? textIn(objectIn(data?.['msteams'])?.['type']) ?? 'submit';
  return { type: 'card', action: name };
}

/** What is attached to a message. */
interface Attached {
  readonly components: Component[];
  readonly media: Media[];
  readonly uploads: number;
}

/** Who is at the other end of a message to or from somebody. */
function opposite(role: Role | undefined): Role | undefined {
  if (role === undefined) return undefined;
  return role === 'customer' ? 'ai_agent' : 'customer';
}

/** The conversation that an activity names. */
export function conversationOf(activity: JsonObject): string | undefined {
  return idIn(objectIn(activity['conversation'])?.['id'])?.replace(/\|livechat$/, '');
}

/** Reads the activities of a bot’s conversations. */
export class ActivityReader {
  readonly #context: ReaderContext;
  /** Roles by the id of a participant, as activities state them. */
  readonly #known = new Map<string, Role>();

  constructor(context: ReaderContext) {
    this.#context = context;
  }

  /** Reads activities of one conversation, in the order in which they stand there. */
  read(activities: readonly JsonObject[]): ReadActivities | undefined {
    const { leaveOut, options } = this.#context;
    const isOfFlow = activities.some(({ channelId }) => channelId === FLOW_CHANNEL);
    if (isOfFlow || (!options.includeTests && isTest(activities))) {
      leaveOut(isOfFlow ? 'flow message' : 'test', activities.filter(({ type }) => type === 'message').length);
      return undefined;
    }
    for (const activity of activities) this.#learn(activity);
    const hasPlan = activities.some(({ name }) => name === 'DynamicPlanStepTriggered');
    const entries = activities.flatMap((activity) => this.#entry(activity, hasPlan) ?? []);
    const senders = activities
      .filter((activity) => this.#roleOf(activity) === 'customer')
      .map(({ from }) => objectIn(from));
    const userId = firstId(...senders.map((from) => from?.['aadObjectId']));
    return {
      entries: byTime(entries),
      userId,
      anonymousId: userId === undefined ? firstId(...senders.map((from) => from?.['id'])) : undefined,
      endedAt: activities.flatMap((activity) => this.#endOf(activity) ?? []).at(-1),
    };
  }

  #endOf(activity: JsonObject): string | undefined {
    if (activity['type'] === 'endOfConversation') return this.#timeOf(activity);
    if (activity['valueType'] !== 'SessionInfo') return undefined;
    return this.#context.time(asUtc(objectIn(activity['value'])?.['endTimeUtc']));
  }

  #timeOf({ timestampMs, timestamp }: JsonObject): string | undefined {
    const { time } = this.#context;
    return time(timestampMs, 'ms') ?? time(timestamp);
  }

  #learn({ from, recipient }: JsonObject): void {
    const [sender, receiver] = [objectIn(from), objectIn(recipient)];
    const [own, others] = [this.#stated(sender), this.#stated(receiver)];
    const known = [
      [sender, own ?? opposite(others)],
      [receiver, others ?? opposite(own)],
    ] as const;
    for (const [account, role] of known) {
      const id = idIn(account?.['id']);
      if (id !== undefined && role !== undefined) this.#known.set(id, role);
    }
  }

  #stated(account: JsonObject | undefined): Role | undefined {
    const role = wordIn(account?.['role'] ?? undefined).toLowerCase();
    return this.#context.options.roles[role] ?? ROLES[role];
  }

  /** Who sent an activity: as it says, or as what else is known of the two tells. */
  #roleOf({ from, recipient, replyToId }: JsonObject): Role | undefined {
    const [sender, receiver] = [objectIn(from), objectIn(recipient)];
    const stated = this.#stated(sender) ?? opposite(this.#stated(receiver));
    if (stated !== undefined) return stated;
    const [own, others] = [wordIn(sender?.['id'] ?? undefined), wordIn(receiver?.['id'] ?? undefined)];
    if (sender?.['aadObjectId'] !== undefined || BOT_ID.test(others)) return 'customer';
    if (receiver?.['aadObjectId'] !== undefined || BOT_ID.test(own)) return 'ai_agent';
    const known = this.#known.get(own) ?? opposite(this.#known.get(others));
    // Only a bot replies to an activity.
    return known ?? (idIn(replyToId) === undefined ? undefined : 'ai_agent');
  }

  #entry(activity: JsonObject, hasPlan: boolean): Entry | undefined {
    const base = { id: idIn(activity['id']), time: this.#timeOf(activity) };
    if (activity['type'] === 'message') return this.#message(activity, base);
    const feedback = this.#feedbackIn(activity);
    if (feedback !== undefined) return { ...base, role: 'customer', feedback };
    const actions = calledBy(activity, hasPlan);
    if (actions.length > 0) return { ...base, role: 'ai_agent', actions };
    this.#context.leaveOut('other activity');
    return undefined;
  }

  #feedbackIn({ type, name, value, valueType, replyToId }: JsonObject): Entry['feedback'] {
    const data = objectIn(value);
    if (type === 'invoke' && name === 'message/submitAction' && data?.['actionName'] === 'feedback') {
      const reaction = wordIn(objectIn(data['actionValue'])?.['reaction']);
      return Object.hasOwn(REACTIONS, reaction)
        ? { rating: REACTIONS[reaction] ?? 0, messageId: idIn(replyToId) }
        : undefined;
    }
    const score =
      valueType === 'CSATSurveyResponse' ? ratingIn(numberIn(data?.['score']) ?? textIn(data?.['score'])) : undefined;
    return score === undefined ? undefined : { rating: score };
  }

  #message(activity: JsonObject, base: Pick<Entry, 'id' | 'time'>): Entry | undefined {
    const { leaveOut } = this.#context;
    const role = this.#roleOf(activity);
    if (role === undefined) leaveOut('unknown role');
    else return role === 'customer' ? this.#sent(activity, base) : this.#received(activity, role, base);
    return undefined;
  }

  #sent(activity: JsonObject, base: Pick<Entry, 'id' | 'time'>): Entry {
    const { uploads } = this.#attached(activity, true);
    this.#context.leaveOut('upload', uploads);
    const text = textOf(activity) ?? (uploads > 0 ? '' : undefined);
    const action = text === undefined ? submitted(activity) : undefined;
    return { ...base, role: 'customer', text, actions: action === undefined ? [] : [action] };
  }

  #received(activity: JsonObject, role: Role, base: Pick<Entry, 'id' | 'time'>): Entry {
    const { components, media } = this.#attached(activity, false);
    const suggested = objectsIn(objectIn(activity['suggestedActions'])?.['actions']).length > 0;
    return {
      ...base,
      role,
      text: textOf(activity),
      media,
      components: suggested ? [...components, { type: 'suggested_actions' }] : components,
    };
  }

  #attached({ attachments }: JsonObject, isCustomers: boolean): Attached {
    const { leaveOut, options } = this.#context;
    const attached = { components: [] as Component[], media: [] as Media[], uploads: 0 };
    for (const { contentType } of objectsIn(attachments)) {
      const type = wordIn(contentType);
      const card = CARD.exec(type)?.[1];
      const media = mediaOfMime(type);
      // Microsoft Teams attaches a message’s own text as HTML.
      if (type === 'text/html') continue;
      if (isCustomers) attached.uploads++;
      else if (card !== undefined) attached.components.push({ type: card });
      else if (media === undefined || media.type === 'file') leaveOut('unknown content');
      else if (options.media) attached.media.push(media);
      else leaveOut('stock media');
    }
    return attached;
  }
}

/** Entries by their times; those of one time, and those without, keep their places. */
function byTime(entries: readonly Entry[]): Entry[] {
  let last = '';
  const timed = entries.map((entry) => {
    last = entry.time ?? last;
    return { entry, time: last };
  });
  timed.sort((a, b) => (a.time === b.time ? 0 : a.time < b.time ? -1 : 1));
  return timed.map(({ entry }) => entry);
}
