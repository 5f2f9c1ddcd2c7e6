/** The header of a request that names the test which sends its events. */
export const TEST_HEADER = 'x-copilot-events-test-id';

/** The field of an event’s `context` that names the test; it counts before the header. */
export const TEST_FIELD = 'copilotEventsTestId';
