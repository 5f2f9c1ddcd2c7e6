/** The elements of the page that run or style it; data, such as the document, does neither. */
const SCRIPT = /<script(?![^>]*\btype="application\/json")[^>]*>([\s\S]*?)<\/script>/g;
const STYLE = /<style[^>]*>([\s\S]*?)<\/style>/g;

/** Where the policy goes: behind the declaration of the encoding, which must stand among the first bytes. */
const HEAD = /<head>(?:\s*<meta charset="utf-8" ?\/?>)?/i;

function hashes(page: string, element: RegExp): string {
  // Not imported: that would cost every start a few milliseconds.
  const { createHash } = process.getBuiltinModule('node:crypto');
  const all = [...page.matchAll(element)].map(([, text = '']) => createHash('sha256').update(text).digest('base64'));
  return all.length === 0 ? "'none'" : all.map((hash) => `'sha256-${hash}'`).join(' ');
}

/**
 * The page's security policy (CSP level 3): only the scripts and styles that it was built with run, and nothing is loaded from
 * anywhere; pictures within the page, such as its icon, apart.
 */
function policyOf(page: string): string {
  return [
    "default-src 'none'",
    `script-src ${hashes(page, SCRIPT)}`,
    `style-src ${hashes(page, STYLE)}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

/**
 * The report file: the page as it was built, with the document as JSON in it, in which nothing can end the element that it stands
 * in, and the policy. @throws if the page has no head or body.
 */
export function embedDocument(page: string, json: string): string {
  const body = page.lastIndexOf('</body>');
  if (body === -1 || !HEAD.test(page)) throw new Error('the page has no head or no body');
  const policy = `<meta http-equiv="Content-Security-Policy" content="${policyOf(page)}">`;
  const data = `<script type="application/json" id="report-document">${json}</script>\n`;
  const whole = `${page.slice(0, body)}${data}${page.slice(body)}`;
  return `${whole.replace(HEAD, (head) => `${head}${policy}`).trimEnd()}\n`;
}
