import type { Span } from '../problem/problem.js';

/** The documented forms of secrets with a prefix that names their issuer. */
const FORMS: readonly string[] = [
  'sk-[A-Za-z0-9_-]{20,200}', // OpenAI, Anthropic and others
  '(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{16,200}', // Stripe
  'whsec_[A-Za-z0-9+/]{24,100}={0,2}', // Stripe, Svix: webhooks
  '(?:AKIA|ASIA)[A-Z0-9]{16}', // AWS
  'gh[pousr]_[A-Za-z0-9]{36,255}', // GitHub
  'github_pat_[A-Za-z0-9_]{22,255}',
  'glpat-[A-Za-z0-9_.-]{20,100}', // GitLab
  'xox[abeoprs]-[A-Za-z0-9-]{10,255}', // Slack
  'xapp-[A-Za-z0-9-]{10,255}',
  'AIza[A-Za-z0-9_-]{35}', // Google
  'ya29\\.[A-Za-z0-9_-]{20,500}',
  'npm_[A-Za-z0-9]{36}',
  'pypi-[A-Za-z0-9_-]{50,500}',
  'hf_[A-Za-z0-9]{30,100}', // Hugging Face
  'SG\\.[A-Za-z0-9_-]{16,32}\\.[A-Za-z0-9_-]{30,64}', // SendGrid
  'shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}', // Shopify
  'do[op]_v1_[a-f0-9]{64}', // DigitalOcean
  '(?<!-)eyJ[A-Za-z0-9_-]{10,4000}\\.eyJ[A-Za-z0-9_-]{10,4000}\\.[A-Za-z0-9_-]{10,1000}', // JSON Web Tokens
];

const KEY = new RegExp(`(?<![\\p{L}\\p{N}_])(?:${FORMS.join('|')})`, 'gu');

/** A private key in PEM; what is left of one that was cut off counts as well. */
const PEM =
  /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----(?:[A-Za-z0-9+/=\s:,\\]|-(?!-)){0,8000}(?:-----END [A-Z ]{0,40}PRIVATE KEY-----)?/g;

/** Where API keys, tokens and private keys stand in a text. */
export function secretKeys(text: string): Span[] {
  const found: Span[] = [];
  for (const { 0: key, index: start } of text.matchAll(KEY)) found.push({ start, end: start + key.length });
  if (text.includes('PRIVATE KEY-----')) {
    for (const { 0: key, index: start } of text.matchAll(PEM)) found.push({ start, end: start + key.length });
  }
  return found;
}
