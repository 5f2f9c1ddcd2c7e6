import { propertiesOnIdentify } from './call/properties-on-identify.js';
import type { RecordRule } from './call-record.js';
import { misspelledName } from './event/misspelled-name.js';
import { outdatedName } from './event/outdated-name.js';
import { similarName } from './event/similar-name.js';
import { unplanned } from './event/unplanned.js';
import { feedbackMissingMessageId } from './feedback/missing-message-id.js';
import { personalData } from './privacy/personal-data.js';
import { misplaced } from './property/misplaced.js';
import { misspelledProperty } from './property/misspelled-name.js';
import { deliveryDisabled } from './segment/delivery-disabled.js';
import { eventTooLarge } from './segment/event-too-large.js';
import { inTheFuture } from './time/in-the-future.js';
import { missingConversationId, missingMessageId } from './track/missing-id.js';

/** The rules about one record, beyond its schema. A new rule is one file and one line here. */
export const RECORD_RULES: readonly RecordRule[] = [
  propertiesOnIdentify,
  misspelledName,
  similarName,
  outdatedName,
  unplanned,
  misplaced,
  misspelledProperty,
  missingConversationId,
  missingMessageId,
  feedbackMissingMessageId,
  eventTooLarge,
  deliveryDisabled,
  inTheFuture,
  personalData,
];
