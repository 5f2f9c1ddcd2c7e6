/** Marks of citations, which a user interface replaces by links. */
const CITATIONS = /【\d+(?::\d+)?†[^】]*】|\ue200[^\ue201]*\ue201/g;

/** A text without the marks of citations. */
export function withoutCitations(text: string): string {
  return text.replace(CITATIONS, '');
}
