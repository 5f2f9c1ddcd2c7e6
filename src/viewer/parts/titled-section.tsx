import type { ComponentChildren } from 'preact';

interface TitledSectionProps {
  readonly title: string;
  readonly id: string;
  readonly class?: string;
  /** Whether a link to the section moves the focus there. Default: false. */
  readonly isTarget?: boolean;
  readonly children: ComponentChildren;
}

/** A section of a page, named by its heading. */
export function TitledSection({ title, id, class: classes, isTarget = false, children }: TitledSectionProps) {
  return (
    <section
      id={id}
      aria-labelledby={`${id}-title`}
      {...(classes === undefined ? {} : { class: classes })}
      {...(isTarget ? { tabIndex: -1 } : {})}
    >
      <h2 id={`${id}-title`}>{title}</h2>
      {children}
    </section>
  );
}
