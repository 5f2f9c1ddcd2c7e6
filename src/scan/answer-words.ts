// The places of the parts of an answer in words of 32 bits.
import * as at from './layout.js';

/** How many words an answer has. */
export const ANSWER_WORDS = at.ANSWER_SIZE / 4;

export const START_WORD = at.ANSWER_START / 4;
export const END_WORD = at.ANSWER_END / 4;
export const LINE_WORD = at.ANSWER_LINE / 4;
export const MASK_WORD = at.ANSWER_MASK / 4;
export const NUMBER_WORD = at.ANSWER_NUMBER / 4;
export const MESSAGE_COUNT_WORD = at.ANSWER_MESSAGE_COUNT / 4;
export const CONVERSATION_WORD = at.ANSWER_CONVERSATION_ID / 4;
export const TIMESTAMP_LENGTH_WORD = at.ANSWER_TIMESTAMP / 4 + 1;
export const CONVERSATION_LENGTH_WORD = at.ANSWER_CONVERSATION_ID / 4 + 1;
export const CONVERSATION_HASH_WORD = at.ANSWER_CONVERSATION_HASH / 4;
export const TOP_MESSAGE_LENGTH_WORD = at.ANSWER_TOP_MESSAGE_ID / 4 + 1;
export const TOP_MESSAGE_HASH_WORD = at.ANSWER_TOP_MESSAGE_HASH / 4;
export const CONTENTS_HASH_WORD = at.ANSWER_CONTENTS_HASH / 4;
export const TOP_MESSAGE_COLUMN_WORD = at.ANSWER_TOP_MESSAGE_COLUMN / 4;
export const TOP_MESSAGE_UNITS_WORD = at.ANSWER_TOP_MESSAGE_UNITS / 4;
export const ROW_WORD = at.ANSWER_ROW / 4;
export const INSTANT_WORD = at.ANSWER_INSTANT / 4;
export const UNITS_WORD = at.ANSWER_UNITS / 4;
export const COUNT_UNITS_WORD = at.ANSWER_COUNT_UNITS / 4;
export const FINDINGS_KEY_WORD = at.ANSWER_FINDINGS_KEY / 4;
export const RECORD_PLACE_WORD = at.ANSWER_RECORD_PLACE / 4;
export const PROPERTIES_PLACE_WORD = at.ANSWER_PROPERTIES_PLACE / 4;
export const MISFIT_PLACE_WORD = at.ANSWER_MISFIT_PLACE / 4;
export const EVENT_PLACE_WORD = at.ANSWER_EVENT_PLACE / 4;
