import type { Media } from './model.js';

const TYPES: Readonly<Record<string, Media['type']>> = { image: 'image', audio: 'audio', video: 'video' };

const ENDINGS: Readonly<Record<string, Media['type']>> = {
  png: 'image',
  jpg: 'image',
  jpeg: 'image',
  webp: 'image',
  gif: 'image',
  svg: 'image',
  bmp: 'image',
  mp3: 'audio',
  wav: 'audio',
  ogg: 'audio',
  opus: 'audio',
  flac: 'audio',
  aac: 'audio',
  m4a: 'audio',
  mp4: 'video',
  webm: 'video',
  mov: 'video',
};

/** The media that a MIME type stands for: `image/png`, `image/svg+xml; charset=utf-8`. Undefined if it is none. */
export function mediaOfMime(mime: unknown): Media | undefined {
  const match = typeof mime === 'string' ? /^\s*([a-z]+)\/([\w.+-]+)/i.exec(mime) : null;
  if (match === null) return undefined;
  const [, kind = '', subType = 'unknown'] = match;
  return { type: TYPES[kind.toLowerCase()] ?? 'file', subType: subType.toLowerCase().replace(/\+.*$/, '') };
}

/** The media behind an address: by the MIME type of a data URL, or the ending of its path. `type`: what it is if the address does not tell. */
export function mediaOfUrl(url: unknown, type: Media['type']): Media {
  if (typeof url !== 'string') return { type, subType: 'unknown' };
  if (url.startsWith('data:')) return mediaOfMime(url.slice(5, 100)) ?? { type, subType: 'unknown' };
  const ending = /\.([a-z0-9]{2,5})(?:[?#]|$)/i.exec(url.slice(-2000))?.[1]?.toLowerCase() ?? '';
  const known = ENDINGS[ending];
  return known === undefined ? { type, subType: 'unknown' } : { type: known, subType: ending };
}
