import type { Shortcut } from '../crowd-element.ts';
import { stageShortcuts } from '../image-controls.ts';
import type { imageWords } from '../image-words.ts';
import type { videoWords } from './video-words.ts';

/** All keys of the element of video frames. */
export const videoShortcuts = (words: ReturnType<typeof imageWords> & ReturnType<typeof videoWords>): Shortcut[] => [
  { keys: '← →', does: words.step },
  { keys: 'Home End', does: words.ends },
  { keys: 'P', does: `${words.play} / ${words.pause}` },
  { keys: 'U', does: words.unlabeled },
  { keys: '1 – 9', does: words.chooseLabel },
  { keys: 'N', does: words.addBox },
  { keys: ', .', does: words.select },
  { keys: 'Ctrl ← ↑ → ↓', does: words.nudge },
  { keys: 'K', does: words.keyframe },
  { keys: 'O', does: words.outside },
  { keys: 'V', does: words.occluded },
  { keys: 'T', does: words.track },
  { keys: 'C', does: words.copy },
  { keys: 'Delete', does: words.remove },
  { keys: 'Ctrl Z / Ctrl Y', does: `${words.undo} / ${words.redo}` },
  ...stageShortcuts(),
];
