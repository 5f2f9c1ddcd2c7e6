/** The ids at the top level of a call. */
export const TOP_IDS = ['userId', 'anonymousId', 'messageId', 'groupId', 'previousId'] as const;

/** The ids in `properties`. */
export const PROPERTY_IDS = ['conversationId', 'messageId'] as const;
