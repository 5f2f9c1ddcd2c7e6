// The layout of the plan and the answers in the scanner's memory, for WebAssembly and JavaScript.

// The kinds of JSON values, as bits. A number written without a fraction is an integer.
export const NULL = 1;
export const FALSE = 2;
export const TRUE = 4;
export const INTEGER = 8;
export const FRACTION = 16;
export const STRING = 32;
export const ARRAY = 64;
export const OBJECT = 128;

// The rules that may have findings in a record, as bits. DECLINED: the record needs the full check, whatever the rules
// are set to.
export const DECLINED = 1;
export const ACTION_AS_TYPE = 2;
export const MISSING_TYPE = 4;
export const PROPERTIES_ON_IDENTIFY = 8;
export const SIMILAR_NAME = 16;
export const OUTDATED_NAME = 32;
export const NEAR_MISS = 64;
export const MISSING_CONVERSATION_ID = 128;
export const MISSING_MESSAGE_ID = 256;
export const FEEDBACK_MISSING_MESSAGE_ID = 512;
export const EVENT_TOO_LARGE = 1024;
export const DELIVERY_DISABLED = 2048;
export const IN_THE_FUTURE = 4096;
export const UNPLANNED = 8192;
export const HARD_FACTS = 16384;
/**
 * The text was not read to its end, or is odd: rules about JSON may have findings in it. If they do, DECLINED is set as
 * well.
 */
export const ODD_TEXT = 32768;
export const PLACEHOLDER = 65536;
export const UNSET_CLOCK = 131072;
export const CHAT_ID_AS_MESSAGE_ID = 262144;
/** Whether these have findings, and which, depends on the name of the event and on which members a record has. */
export const OF_NAME_OR_MEMBERS =
  SIMILAR_NAME | OUTDATED_NAME | UNPLANNED | MISSING_CONVERSATION_ID | MISSING_MESSAGE_ID | FEEDBACK_MISSING_MESSAGE_ID;

// Regions.
export const KEY_HASHES = 0x1000;
export const KEY_HASHES_END = 0x11000;
export const SCRATCH = 0x11000;
export const DEFERRED = 0x12000;
export const ANSWERS = 0x14000;
export const NAMES = 0x88000;
export const CALLS = 0xc8000;
/** How records begin up to the name of their event (`opening.ts`): the bytes, how many they are, the slot of the call, the number of the opening. */
export const OPENING_TEXT = 0xc8400;
export const OPENING_LENGTH = 0xc8480;
export const OPENING_CALL = 0xc8484;
export const OPENING_NUMBER = 0xc8488;
export const PLAN = 0xc9000;
export const WINDOW = 0x192000;
export const WINDOW_SIZE = 0x80000;
/** The text of a string with escapes, without them. The window ends a little before it, since reads may go beyond a text. */
export const UNESCAPED = 0x222000;
export const MEMORY_PAGES = 46;

export const MAX_ANSWERS = 2048;
export const ANSWER_SIZE = 224;
/** The number of the last slot of a table, whose number of slots is a power of two. */
export const NAMES_MASK = 4095;
export const CALLS_MASK = 15;

// A slot of a table: of the members of an object, of the names of events, of the calls.
export const SLOT_SIZE = 64;
export const SLOT_HASH = 0;
/** The place of its key; of a member, a quote and a colon stand behind that, as in a record. */
export const SLOT_KEY = 8;
export const SLOT_LENGTH = 12;
/** Of a member: its bit among those of its object, its node, its role, the checks of branches. */
export const SLOT_BIT = 16;
export const SLOT_NODE = 24;
export const SLOT_ROLE = 28;
export const SLOT_CHECKS = 32;
export const SLOT_CHECK_COUNT = 36;
/** The fields that a key may mean, as bits of the record’s members and of those of its `properties`. */
export const SLOT_MEANS_TOP = 40;
export const SLOT_MEANS_PROPERTIES = 48;
/** Of a member: the slot of the member that followed it the last time; 0 if there was none. */
export const SLOT_NEXT = 56;
/** Of a member: what few members need, as bits. */
export const SLOT_FLAGS = 60;
/** Of a name or a call: its schema, the bits that it raises, its number. */
export const SLOT_SCHEMA = 24;
export const SLOT_RAISES = 28;
export const SLOT_NUMBER = 32;
/** Of a name: the number of the opening that what follows is known with; the members that a record has then, the hash of its contents. */
export const SLOT_OPENING = 36;
export const SLOT_OPENING_SEEN = 40;
export const SLOT_OPENING_CONTENTS = 48;

/** The quote and the colon. */
export const KEY_END_LENGTH = 2;

/** No schema names the member, so that it may stand for a field that is missing. */
export const IS_OTHER = 1;
/** It has checks of branches, or its key may mean a field. */
export const HAS_MORE = 2;

// A slot of a table of near-misses, found by its hash alone.
export const NEAR_SIZE = 32;
export const NEAR_HASH = 0;
export const NEAR_MEANS_TOP = 8;
export const NEAR_MEANS_PROPERTIES = 16;
export const NEAR_USED = 24;

// A node: the checks of a value at one place.
export const NODE_KINDS = 0;
export const NODE_FLAGS = 4;
export const NODE_MIN_LENGTH = 8;
export const NODE_MAX_LENGTH = 12;
export const NODE_MINIMUM = 16;
export const NODE_MAXIMUM = 24;
export const NODE_STRINGS = 32;
export const NODE_STRING_COUNT = 36;
export const NODE_NUMBERS = 40;
export const NODE_NUMBER_COUNT = 44;
export const NODE_MEMBERS = 48;
export const NODE_ITEMS = 52;
export const NODE_SIZE = 56;

export const HAS_LENGTH = 1;
export const HAS_RANGE = 2;
export const HAS_ENUM = 4;
export const IS_DATE_TIME = 8;

// The members of an object.
export const MEMBERS_REQUIRED = 0;
export const MEMBERS_TABLE = 8;
export const MEMBERS_MASK = 12;
export const MEMBERS_OTHERS = 16;
export const MEMBERS_FLAGS = 20;
export const MEMBERS_NEAR = 24;
export const MEMBERS_NEAR_MASK = 28;
export const MEMBERS_GROUPS = 32;
export const MEMBERS_GROUP_COUNT = 36;
/** The slot of the member that was first the last time. */
export const MEMBERS_FIRST = 40;
export const MEMBERS_SIZE = 48;

export const NO_OTHERS = 1;
export const IS_PROPERTIES = 2;
/** Some right or wrong name has letters beyond ASCII, so that a key with such letters may mean a field. */
export const ANY_LETTERS = 4;

// A branch of an `anyOf`: the members it requires, its bit among those that failed, whether it is the last of its
// group.
export const BRANCH_SIZE = 16;
export const BRANCH_REQUIRED = 0;
export const BRANCH_BIT = 8;
export const BRANCH_ENDS = 12;

// The check of a member in a branch: a node, and the branch's bit.
export const CHECK_SIZE = 8;
export const CHECK_NODE = 0;
export const CHECK_BIT = 4;

// A schema.
export const SCHEMA_MEMBERS = 0;
export const SCHEMA_FLAGS = 4;
/** Bits among the members of `properties`. */
export const SCHEMA_CONVERSATION_ID = 8;
export const SCHEMA_MESSAGE_ID = 16;
export const SCHEMA_SIZE = 24;

export const IS_UNSUPPORTED = 1;
export const IS_STANDARD_TRACK = 2;
export const IS_FEEDBACK = 4;
export const IS_IDENTIFY = 8;
export const IS_TRACK = 16;
export const IS_OWN = 32;

// The roles of members that rules or facts use.
export const ROLE_TIMESTAMP = 1;
export const ROLE_USER_ID = 2;
export const ROLE_CONVERSATION_ID = 3;
export const ROLE_MESSAGE_ID = 4;
export const ROLE_MESSAGE_COUNT = 5;
export const ROLE_DELIVERY = 6;
/** Another id, of which only the rules want to know. */
export const ROLE_ID = 7;
/** The `messageId` at the top level. */
export const ROLE_TOP_MESSAGE_ID = 8;
/** What is written anew for each delivery, and does not count among the contents: sentAt, receivedAt, originalTimestamp. */
export const ROLE_STAMP = 9;
/** An id that is missing may be among the traits. */
export const ROLE_TRAITS = 10;

// An answer: what the scanner found in one record.
export const ANSWER_START = 0;
export const ANSWER_END = 4;
export const ANSWER_MASK = 8;
/** The number of the event’s name, or of the call. */
export const ANSWER_NUMBER = 12;
export const ANSWER_CONVERSATION_ID = 16;
export const ANSWER_MESSAGE_ID = 24;
export const ANSWER_USER_ID = 32;
export const ANSWER_TIMESTAMP = 40;
/** -1 if there is none. */
export const ANSWER_MESSAGE_COUNT = 48;
export const ANSWER_EVENT = 52;
/** Where `message_count` stands, if there is one. */
export const ANSWER_COUNT_PLACE = 60;
/** The `messageId` at the top level: where it begins, and how many bytes it has. */
export const ANSWER_TOP_MESSAGE_ID = 68;
/** If facts are needed and there is one: 64 bits each for the id and for the record’s contents. */
export const ANSWER_TOP_MESSAGE_HASH = 76;
export const ANSWER_CONTENTS_HASH = 84;
/** How many UTF-16 units of the record come before the id, and how many it has. */
export const ANSWER_TOP_MESSAGE_COLUMN = 92;
export const ANSWER_TOP_MESSAGE_UNITS = 96;
/** Where `message_count` stands, as ANSWER_EVENT_UNITS. */
export const ANSWER_COUNT_UNITS = 100;

/**
 * From here on an answer is a row of a conversation (`src/conversations/fact-row.ts`), but for the words of its file and record. Line
 * and column are known of each record, the rest if facts are needed and there is a conversationId.
 */
export const ANSWER_ROW = 104;
/** 96 bits. */
export const ANSWER_CONVERSATION_HASH = 104;
/** The instant of the timestamp, as `writeInstant` in `src/conversations/instant.ts` writes it. */
export const ANSWER_INSTANT = 116;
/** How many lines end before the record, counted from the beginning of the scan. */
export const ANSWER_LINE = 136;
/** The column in which the record begins: 2 behind a record separator (RFC 7464), which is not part of it. */
export const ANSWER_COLUMN = 140;
export const ANSWER_FLAGS = 144;
/** The bits of `fact-row.ts` for what the record has. */
export const FLAG_MESSAGE_ID = 16;
export const FLAG_USER = 32;
export const FLAG_TIME = 2048;
/** 64 bits each; 0 for an id that the record does not have. */
export const ANSWER_MESSAGE_HASH = 148;
export const ANSWER_USER_HASH = 156;
/**
 * How many UTF-16 units the record has without white space behind it; 0 if the places that follow are not known, since the record
 * does not begin with its brace or is too long.
 */
export const ANSWER_UNITS = 164;
/**
 * Where values stand, quotes included: how many UTF-16 units behind the beginning of the record, and from PLACE_LENGTH_BIT on how
 * many they have. 0 for one that is missing.
 */
export const ANSWER_EVENT_UNITS = 168;
export const ANSWER_MESSAGE_ID_UNITS = 172;
export const ANSWER_USER_ID_UNITS = 176;
export const ANSWER_TIMESTAMP_UNITS = 180;
export const PLACE_LENGTH_BIT = 20;

/**
 * Of a record that is not accepted: 64 bits that are equal for records with the same findings, but for their places; 0 if more than
 * that decides on the findings (`faults.ts`). The places that follow are known where it is not 0.
 */
export const ANSWER_FINDINGS_KEY = 184;
/** From where to where something stands, in UTF-16 units behind the beginning of the record; from 0 to 0 if it is not there. */
export const ANSWER_RECORD_PLACE = 192;
export const ANSWER_PROPERTIES_PLACE = 200;
export const ANSWER_MISFIT_PLACE = 208;
export const ANSWER_EVENT_PLACE = 216;
