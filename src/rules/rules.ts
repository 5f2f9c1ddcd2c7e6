import type { NamedRule } from '../problem/finding.js';
import * as callActionAsType from './call/action-as-type.js';
import * as callMissingIdentity from './call/missing-identity.js';
import * as callMissingType from './call/missing-type.js';
import * as callPropertiesOnIdentify from './call/properties-on-identify.js';
import * as callUnknownType from './call/unknown-type.js';
import * as conversationAfterEnd from './conversation/after-end.js';
import * as conversationDuplicateMessageId from './conversation/duplicate-message-id.js';
import * as conversationDuplicateStart from './conversation/duplicate-start.js';
import * as conversationMissingStart from './conversation/missing-start.js';
import * as conversationMixedUsers from './conversation/mixed-users.js';
import * as conversationNeverEnded from './conversation/never-ended.js';
import * as conversationOutOfOrder from './conversation/out-of-order.js';
import * as conversationUnknownMessage from './conversation/unknown-message.js';
import * as conversationWrongMessageCount from './conversation/wrong-message-count.js';
import * as eventMisspelledName from './event/misspelled-name.js';
import * as eventOutdatedName from './event/outdated-name.js';
import * as eventSimilarName from './event/similar-name.js';
import * as eventUnplanned from './event/unplanned.js';
import * as feedbackMissingMessageId from './feedback/missing-message-id.js';
import * as jsonDuplicateKey from './json/duplicate-key.js';
import * as jsonInvalidSyntax from './json/invalid-syntax.js';
import * as jsonInvalidUtf8 from './json/invalid-utf8.js';
import * as jsonLoneSurrogate from './json/lone-surrogate.js';
import * as jsonNotAnObject from './json/not-an-object.js';
import * as jsonRecordTooLarge from './json/record-too-large.js';
import * as jsonTooDeep from './json/too-deep.js';
import * as jsonUnsafeNumber from './json/unsafe-number.js';
import * as privacyPersonalData from './privacy/personal-data.js';
import * as propertyMisplaced from './property/misplaced.js';
import * as propertyMisspelledName from './property/misspelled-name.js';
import * as requestBadEncoding from './request/bad-encoding.js';
import * as requestNotABatch from './request/not-a-batch.js';
import * as requestTooLarge from './request/too-large.js';
import * as requestTooManyEvents from './request/too-many-events.js';
import * as requestTypeMismatch from './request/type-mismatch.js';
import type { Explanation, MessageOf, RecordCheck, Rule } from './rule.js';
import * as segmentChatIdAsMessageId from './segment/chat-id-as-message-id.js';
import * as segmentDeliveryDisabled from './segment/delivery-disabled.js';
import * as segmentDuplicateMessageId from './segment/duplicate-message-id.js';
import * as segmentEventTooLarge from './segment/event-too-large.js';
import * as timeInTheFuture from './time/in-the-future.js';
import * as timeUnsetClock from './time/unset-clock.js';
import * as trackMissingConversationId from './track/missing-conversation-id.js';
import * as trackMissingMessageId from './track/missing-message-id.js';
import * as valuePlaceholder from './value/placeholder.js';

// The lists are apart, and not one of modules, so that a bundle holds only what it uses: `validate` loads no explanation,
// the page no check.

/** All rules but those of JSON Schema's keywords (`schema-rules.ts`), in the order in which people are shown them. */
export const RULES: { readonly [Id in NamedRule]: Rule<Id> } = {
  'json/invalid-syntax': jsonInvalidSyntax.rule,
  'json/invalid-utf8': jsonInvalidUtf8.rule,
  'json/not-an-object': jsonNotAnObject.rule,
  'json/record-too-large': jsonRecordTooLarge.rule,
  'json/too-deep': jsonTooDeep.rule,
  'json/duplicate-key': jsonDuplicateKey.rule,
  'json/unsafe-number': jsonUnsafeNumber.rule,
  'json/lone-surrogate': jsonLoneSurrogate.rule,
  'call/missing-identity': callMissingIdentity.rule,
  'call/unknown-type': callUnknownType.rule,
  'call/action-as-type': callActionAsType.rule,
  'call/missing-type': callMissingType.rule,
  'call/properties-on-identify': callPropertiesOnIdentify.rule,
  'event/misspelled-name': eventMisspelledName.rule,
  'event/similar-name': eventSimilarName.rule,
  'event/outdated-name': eventOutdatedName.rule,
  'event/unplanned': eventUnplanned.rule,
  'property/misplaced': propertyMisplaced.rule,
  'property/misspelled-name': propertyMisspelledName.rule,
  'value/placeholder': valuePlaceholder.rule,
  'track/missing-conversation-id': trackMissingConversationId.rule,
  'track/missing-message-id': trackMissingMessageId.rule,
  'feedback/missing-message-id': feedbackMissingMessageId.rule,
  'segment/event-too-large': segmentEventTooLarge.rule,
  'segment/delivery-disabled': segmentDeliveryDisabled.rule,
  'segment/chat-id-as-message-id': segmentChatIdAsMessageId.rule,
  'segment/duplicate-message-id': segmentDuplicateMessageId.rule,
  'time/in-the-future': timeInTheFuture.rule,
  'time/unset-clock': timeUnsetClock.rule,
  'conversation/missing-start': conversationMissingStart.rule,
  'conversation/duplicate-start': conversationDuplicateStart.rule,
  'conversation/never-ended': conversationNeverEnded.rule,
  'conversation/after-end': conversationAfterEnd.rule,
  'conversation/duplicate-message-id': conversationDuplicateMessageId.rule,
  'conversation/unknown-message': conversationUnknownMessage.rule,
  'conversation/wrong-message-count': conversationWrongMessageCount.rule,
  'conversation/out-of-order': conversationOutOfOrder.rule,
  'conversation/mixed-users': conversationMixedUsers.rule,
  'privacy/personal-data': privacyPersonalData.rule,
  'request/too-large': requestTooLarge.rule,
  'request/too-many-events': requestTooManyEvents.rule,
  'request/not-a-batch': requestNotABatch.rule,
  'request/bad-encoding': requestBadEncoding.rule,
  'request/type-mismatch': requestTypeMismatch.rule,
};

export const MESSAGES: { readonly [Id in NamedRule]: MessageOf<Id> } = {
  'json/invalid-syntax': jsonInvalidSyntax.message,
  'json/invalid-utf8': jsonInvalidUtf8.message,
  'json/not-an-object': jsonNotAnObject.message,
  'json/record-too-large': jsonRecordTooLarge.message,
  'json/too-deep': jsonTooDeep.message,
  'json/duplicate-key': jsonDuplicateKey.message,
  'json/unsafe-number': jsonUnsafeNumber.message,
  'json/lone-surrogate': jsonLoneSurrogate.message,
  'call/missing-identity': callMissingIdentity.message,
  'call/unknown-type': callUnknownType.message,
  'call/action-as-type': callActionAsType.message,
  'call/missing-type': callMissingType.message,
  'call/properties-on-identify': callPropertiesOnIdentify.message,
  'event/misspelled-name': eventMisspelledName.message,
  'event/similar-name': eventSimilarName.message,
  'event/outdated-name': eventOutdatedName.message,
  'event/unplanned': eventUnplanned.message,
  'property/misplaced': propertyMisplaced.message,
  'property/misspelled-name': propertyMisspelledName.message,
  'value/placeholder': valuePlaceholder.message,
  'track/missing-conversation-id': trackMissingConversationId.message,
  'track/missing-message-id': trackMissingMessageId.message,
  'feedback/missing-message-id': feedbackMissingMessageId.message,
  'segment/event-too-large': segmentEventTooLarge.message,
  'segment/delivery-disabled': segmentDeliveryDisabled.message,
  'segment/chat-id-as-message-id': segmentChatIdAsMessageId.message,
  'segment/duplicate-message-id': segmentDuplicateMessageId.message,
  'time/in-the-future': timeInTheFuture.message,
  'time/unset-clock': timeUnsetClock.message,
  'conversation/missing-start': conversationMissingStart.message,
  'conversation/duplicate-start': conversationDuplicateStart.message,
  'conversation/never-ended': conversationNeverEnded.message,
  'conversation/after-end': conversationAfterEnd.message,
  'conversation/duplicate-message-id': conversationDuplicateMessageId.message,
  'conversation/unknown-message': conversationUnknownMessage.message,
  'conversation/wrong-message-count': conversationWrongMessageCount.message,
  'conversation/out-of-order': conversationOutOfOrder.message,
  'conversation/mixed-users': conversationMixedUsers.message,
  'privacy/personal-data': privacyPersonalData.message,
  'request/too-large': requestTooLarge.message,
  'request/too-many-events': requestTooManyEvents.message,
  'request/not-a-batch': requestNotABatch.message,
  'request/bad-encoding': requestBadEncoding.message,
  'request/type-mismatch': requestTypeMismatch.message,
};

/** The rules that check one record, in the order in which they are called. */
export const RECORD_CHECKS: { readonly [Id in NamedRule]?: RecordCheck } = {
  'call/properties-on-identify': callPropertiesOnIdentify.check,
  'event/misspelled-name': eventMisspelledName.check,
  'event/similar-name': eventSimilarName.check,
  'event/outdated-name': eventOutdatedName.check,
  'event/unplanned': eventUnplanned.check,
  'property/misplaced': propertyMisplaced.check,
  'property/misspelled-name': propertyMisspelledName.check,
  'value/placeholder': valuePlaceholder.check,
  'track/missing-conversation-id': trackMissingConversationId.check,
  'track/missing-message-id': trackMissingMessageId.check,
  'feedback/missing-message-id': feedbackMissingMessageId.check,
  'segment/event-too-large': segmentEventTooLarge.check,
  'segment/delivery-disabled': segmentDeliveryDisabled.check,
  'segment/chat-id-as-message-id': segmentChatIdAsMessageId.check,
  'time/in-the-future': timeInTheFuture.check,
  'time/unset-clock': timeUnsetClock.check,
  'privacy/personal-data': privacyPersonalData.check,
};

export const EXPLANATIONS: { readonly [Id in NamedRule]: Explanation } = {
  'json/invalid-syntax': jsonInvalidSyntax.explanation,
  'json/invalid-utf8': jsonInvalidUtf8.explanation,
  'json/not-an-object': jsonNotAnObject.explanation,
  'json/record-too-large': jsonRecordTooLarge.explanation,
  'json/too-deep': jsonTooDeep.explanation,
  'json/duplicate-key': jsonDuplicateKey.explanation,
  'json/unsafe-number': jsonUnsafeNumber.explanation,
  'json/lone-surrogate': jsonLoneSurrogate.explanation,
  'call/missing-identity': callMissingIdentity.explanation,
  'call/unknown-type': callUnknownType.explanation,
  'call/action-as-type': callActionAsType.explanation,
  'call/missing-type': callMissingType.explanation,
  'call/properties-on-identify': callPropertiesOnIdentify.explanation,
  'event/misspelled-name': eventMisspelledName.explanation,
  'event/similar-name': eventSimilarName.explanation,
  'event/outdated-name': eventOutdatedName.explanation,
  'event/unplanned': eventUnplanned.explanation,
  'property/misplaced': propertyMisplaced.explanation,
  'property/misspelled-name': propertyMisspelledName.explanation,
  'value/placeholder': valuePlaceholder.explanation,
  'track/missing-conversation-id': trackMissingConversationId.explanation,
  'track/missing-message-id': trackMissingMessageId.explanation,
  'feedback/missing-message-id': feedbackMissingMessageId.explanation,
  'segment/event-too-large': segmentEventTooLarge.explanation,
  'segment/delivery-disabled': segmentDeliveryDisabled.explanation,
  'segment/chat-id-as-message-id': segmentChatIdAsMessageId.explanation,
  'segment/duplicate-message-id': segmentDuplicateMessageId.explanation,
  'time/in-the-future': timeInTheFuture.explanation,
  'time/unset-clock': timeUnsetClock.explanation,
  'conversation/missing-start': conversationMissingStart.explanation,
  'conversation/duplicate-start': conversationDuplicateStart.explanation,
  'conversation/never-ended': conversationNeverEnded.explanation,
  'conversation/after-end': conversationAfterEnd.explanation,
  'conversation/duplicate-message-id': conversationDuplicateMessageId.explanation,
  'conversation/unknown-message': conversationUnknownMessage.explanation,
  'conversation/wrong-message-count': conversationWrongMessageCount.explanation,
  'conversation/out-of-order': conversationOutOfOrder.explanation,
  'conversation/mixed-users': conversationMixedUsers.explanation,
  'privacy/personal-data': privacyPersonalData.explanation,
  'request/too-large': requestTooLarge.explanation,
  'request/too-many-events': requestTooManyEvents.explanation,
  'request/not-a-batch': requestNotABatch.explanation,
  'request/bad-encoding': requestBadEncoding.explanation,
  'request/type-mismatch': requestTypeMismatch.explanation,
};
