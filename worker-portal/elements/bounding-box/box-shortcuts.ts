import type { Shortcut } from '../crowd-element.ts';
import { stageShortcuts } from '../image-controls.ts';
import type { imageWords } from '../image-words.ts';
import type { boxWords } from './box-words.ts';

type Words = ReturnType<typeof imageWords> & ReturnType<typeof boxWords>;

/** All keys of the bounding-box element; those of a model's help only where there is some. */
export function boxShortcuts(words: Words, help: { proposals: number; suggestions: number }): Shortcut[] {
  return [
    { keys: '1 – 9', does: words.chooseLabel },
    { keys: 'L', does: words.nextLabel },
    { keys: 'N', does: words.add },
    { keys: 'E', does: words.extremePoints },
    { keys: '← ↑ → ↓', does: words.moveBox },
    { keys: 'Shift ← ↑ → ↓', does: words.resizeBox },
    { keys: ', .', does: words.selectBox },
    { keys: 'Shift', does: words.drawInside },
    { keys: 'Delete', does: words.remove },
    { keys: 'Ctrl Z / Ctrl Y', does: `${words.undo} / ${words.redo}` },
    ...(help.proposals > 0 ? [{ keys: 'Tab', does: words.clickBox }] : []),
    ...(help.suggestions > 0 ? judging(words) : []),
    { keys: 'Ctrl C / Ctrl V', does: `${words.copyBoxes} / ${words.paste}` },
    { keys: 'D', does: words.duplicate },
    { keys: 'C', does: words.copy },
    { keys: 'H', does: words.hide },
    { keys: 'Esc', does: words.unselect },
    ...stageShortcuts(),
  ];
}

const judging = (words: Words): Shortcut[] => [
  { keys: 'A / Shift A', does: `${words.accept} / ${words.acceptAll}` },
  { keys: 'R / Shift R', does: `${words.reject} / ${words.rejectAll}` },
];
