import { pagePolicy } from '../../viewer-page.js';

/** Where the policy goes: behind the declaration of the encoding, which must stand among the first bytes. */
const HEAD = /<head>(?:\s*<meta charset="utf-8" ?\/?>)?/i;

/**
 * The report file: the page as it was built, with the document as JSON in it, in which nothing can end the element that it stands
 * in, and the policy. @throws if the page has no head or body.
 */
export function embedDocument(page: string, json: string): string {
  const body = page.lastIndexOf('</body>');
  if (body === -1 || !HEAD.test(page)) throw new Error('the page has no head or no body');
  const policy = `<meta http-equiv="Content-Security-Policy" content="${pagePolicy(page)}">`;
  const data = `<script type="application/json" id="report-document">${json}</script>\n`;
  const whole = `${page.slice(0, body)}${data}${page.slice(body)}`;
  return `${whole.replace(HEAD, (head) => `${head}${policy}`).trimEnd()}\n`;
}
