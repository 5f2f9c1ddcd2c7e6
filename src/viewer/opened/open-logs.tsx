import { createContext } from 'preact';
import { useContext, useEffect, useRef, useState } from 'preact/hooks';

/** Opens logs of the user in this page; undefined where that is not possible. */
export const OpenLogs = createContext<((files: readonly File[]) => void) | undefined>(undefined);

/** A button that lets the user choose logs. */
export function OpenLogButton({ label = 'Open a log' }: { readonly label?: string }) {
  const open = useContext(OpenLogs);
  const input = useRef<HTMLInputElement>(null);
  if (open === undefined) return null;
  return (
    <>
      <button
        type="button"
        title="Checks a log in this browser, with the built-in schemas; it is sent nowhere. You can also drop it on the page."
        onClick={() => input.current?.click()}
      >
        {label}
      </button>
      <input
        type="file"
        multiple
        hidden
        aria-label="Logs to check"
        ref={input}
        onChange={({ currentTarget }) => {
          const files = [...(currentTarget.files ?? [])];
          currentTarget.value = '';
          if (files.length > 0) open(files);
        }}
      />
    </>
  );
}

const holdsFiles = ({ dataTransfer }: DragEvent): boolean => dataTransfer?.types.includes('Files') === true;

/** Opens the logs that are dropped anywhere on the page, and says so while they are held over it. */
export function DropTarget({ onDrop }: { readonly onDrop: (files: readonly File[]) => void }) {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const over = (event: DragEvent): void => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const leave = ({ relatedTarget }: DragEvent): void => {
      if (relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent): void => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      setOver(false);
      onDrop([...(event.dataTransfer?.files ?? [])]);
    };
    addEventListener('dragover', over);
    addEventListener('dragleave', leave);
    addEventListener('drop', drop);
    return () => {
      removeEventListener('dragover', over);
      removeEventListener('dragleave', leave);
      removeEventListener('drop', drop);
    };
  }, [onDrop]);
  return isOver ? (
    <div class="drop-target">
      <p>Drop a log to check it in this browser</p>
    </div>
  ) : null;
}
