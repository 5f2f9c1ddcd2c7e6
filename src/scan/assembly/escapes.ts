// Escapes within strings, and the characters that they stand for.

function hexDigit(byte: u32): u32 {
  if (byte - 0x30 < 10) return byte - 0x30;
  const letter = (byte | 0x20) - 0x61;
  return letter < 6 ? letter + 10 : 0x10000;
}

/** The UTF-16 unit of four hexadecimal digits; more than 0xffff if they are not. */
function unitAt(at: u32): u32 {
  return (
    (hexDigit(load<u8>(at)) << 12) |
    (hexDigit(load<u8>(at + 1)) << 8) |
    (hexDigit(load<u8>(at + 2)) << 4) |
    hexDigit(load<u8>(at + 3))
  );
}

/** The character of an escape of two characters; 0 if it is none. */
function characterOf(byte: u32): u32 {
  if (byte === 0x22 || byte === 0x5c || byte === 0x2f) return byte;
  if (byte === 0x6e) return 0x0a;
  if (byte === 0x74) return 0x09;
  if (byte === 0x72) return 0x0d;
  if (byte === 0x62) return 0x08;
  return byte === 0x66 ? 0x0c : 0;
}

/** The character of the escape that was read last. */
export let character: u32 = 0;

/** Reads the escape at a backslash; returns the place after it, or 0 if it is none of JSON, and for half a surrogate pair. */
export function readEscape(at: u32): u32 {
  const byte = load<u8>(at + 1);
  if (byte !== 0x75) {
    character = characterOf(byte);
    return character === 0 ? 0 : at + 2;
  }
  const unit = unitAt(at + 2);
  character = unit;
  if (unit > 0xffff) return 0;
  if (unit - 0xd800 >= 0x800) return at + 6;
  if (unit >= 0xdc00 || load<u16>(at + 6) !== 0x755c) return 0;
  const low = unitAt(at + 8) - 0xdc00;
  character = 0x10000 + ((unit - 0xd800) << 10) + low;
  return low < 0x400 ? at + 12 : 0;
}

/** Writes a character as UTF-8; returns the place after it. */
export function writeCharacter(at: u32, point: u32): u32 {
  if (point < 0x80) {
    store<u8>(at, point);
    return at + 1;
  }
  if (point < 0x800) {
    store<u8>(at, 0xc0 | (point >> 6));
    store<u8>(at + 1, 0x80 | (point & 0x3f));
    return at + 2;
  }
  let next = at;
  if (point < 0x10000) store<u8>(next++, 0xe0 | (point >> 12));
  else {
    store<u8>(next++, 0xf0 | (point >> 18));
    store<u8>(next++, 0x80 | ((point >> 12) & 0x3f));
  }
  store<u8>(next, 0x80 | ((point >> 6) & 0x3f));
  store<u8>(next + 1, 0x80 | (point & 0x3f));
  return next + 2;
}
