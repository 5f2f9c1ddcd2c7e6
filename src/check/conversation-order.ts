/** The orders in which the records of a conversation are checked: `time`, or `log`, as they stand in the files. */
export const CONVERSATION_ORDERS = ['time', 'log'] as const;
export type ConversationOrder = (typeof CONVERSATION_ORDERS)[number];
