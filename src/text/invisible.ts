/**
 * The inside of a character class for code points that are not seen but change what is: soft hyphen, joiners and fillers, zero-width
 * and bidirectional marks, line separators, byte order mark, annotation marks, and the tags that spell hidden text (Unicode 17,
 * Default_Ignorable_Code_Point without variation selectors, which emoji need). For expressions with the flag `u`.
 */
export const INVISIBLE =
  '\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u3164\\ufeff\\uffa0\\ufff0-\\ufffb\\u{e0000}-\\u{e00ff}\\u{e01f0}-\\u{e0fff}';
