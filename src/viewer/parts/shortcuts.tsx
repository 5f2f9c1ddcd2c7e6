import { useEffect, useRef } from 'preact/hooks';

/** The cards and rows that j and k lead to. */
const STOPS = 'main article.group, main .problem-conversation, main .timeline .entry';

const HELP_ID = 'shortcuts';

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.matches('input, select, textarea') || target.isContentEditable);
}

function focusStop(stop: HTMLElement | undefined): void {
  if (stop === undefined) return;
  stop.tabIndex = -1;
  stop.focus({ preventScroll: true });
  stop.scrollIntoView({ block: 'center' });
}

/** Moves the focus to the next or the previous card; in a list of which one item is chosen, it chooses the next one. */
function move(step: 1 | -1): void {
  const list = document.querySelector<HTMLElement>('main [role="listbox"]');
  if (list !== null && list.offsetParent !== null) {
    list.focus({ preventScroll: true });
    list.dispatchEvent(new KeyboardEvent('keydown', { key: step === 1 ? 'ArrowDown' : 'ArrowUp', cancelable: true }));
    return;
  }
  const stops = [...document.querySelectorAll<HTMLElement>(STOPS)].filter(({ offsetParent }) => offsetParent !== null);
  const at = stops.findIndex((stop) => stop.contains(document.activeElement));
  focusStop(stops[at === -1 ? (step === 1 ? 0 : stops.length - 1) : at + step]);
}

/** The card that has the focus, or the event that is chosen. */
function current(): Element | null {
  return document.activeElement?.closest(STOPS) ?? document.querySelector('main article.details');
}

function press(...selectors: readonly string[]): void {
  const card = current();
  for (const selector of selectors) {
    const button = card?.querySelector<HTMLElement>(selector);
    if (button == null) continue;
    button.click();
    return;
  }
}

const ACTIONS: Readonly<Record<string, () => void>> = {
  '/': () => document.querySelector<HTMLElement>('input[type="search"]')?.focus(),
  j: () => move(1),
  k: () => move(-1),
  e: () =>
    press(
      ':scope > details:last-of-type > summary',
      ':scope > .conversation-head > button',
      '.link[aria-expanded]',
      '.explanation > summary',
    ),
  c: () => press('button[name="copy-link"]'),
  '?': () => (document.getElementById(HELP_ID) as HTMLDialogElement | null)?.showModal(),
};

/** Makes the keys of `ShortcutHelp` work while the page is shown. */
export function useShortcuts(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const action = ACTIONS[event.key];
      if (action === undefined || event.altKey || event.ctrlKey || event.metaKey || isTyping(event.target)) return;
      if (document.querySelector('dialog[open]') !== null) return;
      event.preventDefault();
      action();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
}

const KEYS = [
  ['/', 'search'],
  ['j', 'next event, problem or conversation'],
  ['k', 'previous event, problem or conversation'],
  ['e', 'open or close its examples, or the explanation of its rule'],
  ['c', 'copy a link to it'],
  ['arrows', 'from one button of a list to the next'],
  ['?', 'show these keys'],
] as const;

/** The keys of the page, in a dialog. */
export function ShortcutHelp() {
  const dialog = useRef<HTMLDialogElement>(null);
  return (
    <>
      <button type="button" class="keys" title="Keyboard shortcuts" onClick={() => dialog.current?.showModal()}>
        Keys
      </button>
      <dialog id={HELP_ID} ref={dialog} aria-label="Keyboard shortcuts">
        <h2>Keyboard shortcuts</h2>
        <dl class="facts">
          {KEYS.map(([key, text]) => (
            <div class="shortcut" key={key}>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
        <button type="button" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </dialog>
    </>
  );
}
