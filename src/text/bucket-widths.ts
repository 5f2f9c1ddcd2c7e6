const DAY = 86_400;

/** How long a bucket of time may be, in seconds: each a multiple of the one before, so that buckets can be merged as a log grows. */
export const BUCKET_WIDTHS: readonly number[] = [
  ...[1, 5, 15, 60, 300, 900, 3600, 3 * 3600, 12 * 3600],
  ...[1, 7, 28, 364, 3640, 36_400].map((days) => days * DAY),
];
