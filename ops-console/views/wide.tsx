import type { ComponentChildren } from 'preact';

/** Something wider than a telephone: it scrolls by itself, by keyboard too, and the page does not. */
export const Wide = ({ label, children }: { label: string; children: ComponentChildren }) => (
  // biome-ignore lint/a11y: a group is no landmark, of which there would be too many; what scrolls takes the focus
  <div class="wide" role="group" aria-label={label} tabIndex={0}>
    {children}
  </div>
);
