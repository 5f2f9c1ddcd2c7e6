import type { ComponentChildren } from 'preact';
import { useRoving } from './use-roving.js';

/** The buttons of a card. */
export function CardActions({ children }: { readonly children: ComponentChildren }) {
  return (
    <p class="card-actions" {...useRoving<HTMLParagraphElement>()}>
      {children}
    </p>
  );
}
