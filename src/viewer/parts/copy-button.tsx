import { useEffect, useState } from 'preact/hooks';

/** Puts a text on the clipboard; where the browser has none for us (plain HTTP from another machine), by a selection. */
async function copy(text: string): Promise<boolean> {
  if (navigator.clipboard !== undefined) {
    const isDone = await navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    );
    if (isDone) return true;
  }
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'unseen';
  document.body.append(area);
  area.select();
  const isDone = document.execCommand('copy');
  area.remove();
  return isDone;
}

interface CopyButtonProps {
  readonly label: string;
  readonly title?: string;
  /** What keyboard shortcuts find it by. */
  readonly name?: string;
  /** Made when it is asked for. */
  readonly text: () => string;
}

/** A button that copies a text and confirms it. */
export function CopyButton({ label, title, name, text }: CopyButtonProps) {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle');
  useEffect(() => {
    if (state === 'idle') return;
    const timer = setTimeout(() => setState('idle'), 2000);
    return () => clearTimeout(timer);
  }, [state]);
  const shown = { idle: label, copied: 'Copied', failed: 'Not allowed by the browser' }[state];
  return (
    <button
      type="button"
      title={title}
      {...(name === undefined ? {} : { name })}
      onClick={async () => setState((await copy(text())) ? 'copied' : 'failed')}
    >
      <span aria-live="polite">{shown}</span>
    </button>
  );
}
