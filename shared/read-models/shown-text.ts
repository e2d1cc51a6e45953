import type { GallerySpan, GalleryText } from '../contracts/gallery.ts';

/** Code points of a text that a gallery shows. */
const SHOWN_CHARACTERS = 2000;

/** A text and the parts of it that are labeled, as far as it is shown. */
export function shownText(text: string, spans: readonly GallerySpan[]): GalleryText {
  const characters = [...text];
  return {
    shown: characters.slice(0, SHOWN_CHARACTERS).join(''),
    characters: characters.length,
    spans: spans.filter(({ startOffset }) => startOffset < SHOWN_CHARACTERS),
  };
}
