/** Added to the hints about a chat message's id where the call has a messageId of its own. */
export const OWN_ID = 'the messageId at the top level is Segment’s own id for the call';
