import { visibleText } from '../../text/visible-text.js';

/** A name or an id of the log: its direction of writing does not change the order of what stands beside it. */
export function Name({ text }: { readonly text: string }) {
  return <bdi>{visibleText(text)}</bdi>;
}
