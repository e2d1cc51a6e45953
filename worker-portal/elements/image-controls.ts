import type { Point } from '../../shared/domain/shapes/point.ts';
import type { ColouredLabels } from './coloured-labels.ts';
import type { Shortcut } from './crowd-element.ts';
import type { ImageStage } from './image-stage.ts';
import { imageWords } from './image-words.ts';
import { toolButton } from './tool-button.ts';

const KEY_ZOOM = 1.25;

/** The buttons that do what the stage's zoom keys do. */
export function zoomButtons(stage: ImageStage): HTMLButtonElement[] {
  const words = imageWords();
  const smaller = toolButton('−', () => stage.zoom(1 / KEY_ZOOM));
  smaller.ariaLabel = words.zoomOut;
  const larger = toolButton('+', () => stage.zoom(KEY_ZOOM));
  larger.ariaLabel = words.zoomIn;
  return [smaller, larger, toolButton(words.fit, () => stage.fit(), '0')];
}

/** The keys that `ImageStage` handles. */
export function stageShortcuts(): Shortcut[] {
  const words = imageWords();
  return [
    { keys: '+ − 0', does: words.zoom },
    { keys: 'Space', does: words.pan },
    { keys: '[ ]', does: words.light },
    { keys: '{ }', does: words.contrast },
    { keys: '\\', does: words.resetLight },
    { keys: 'X', does: words.crosshair },
  ];
}

/** What Ctrl Z, Ctrl Shift Z and Ctrl Y (on a Mac: the command key) ask for. */
export function undoOrRedo(event: KeyboardEvent): 'undo' | 'redo' | undefined {
  if (!event.ctrlKey && !event.metaKey) return undefined;
  const key = event.key.toLowerCase();
  if (key === 'z') return event.shiftKey ? 'redo' : 'undo';
  return key === 'y' ? 'redo' : undefined;
}

/**
 * How far an arrow key goes in pixels of the image: one of the screen's, ten times that with Ctrl; undefined for other
 * keys.
 */
export function arrowStep(event: KeyboardEvent, scale: number): { x: number; y: number } | undefined {
  const direction = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
  if (!direction || event.altKey) return undefined;
  const length = Math.max(1, Math.round(1 / scale)) * (event.ctrlKey || event.metaKey ? 10 : 1);
  return { x: direction[0]! * length, y: direction[1]! * length };
}

/** What an element does at keys. */
export interface ImageKeys {
  stage: ImageStage;
  labels: ColouredLabels;
  travel(which: 'undo' | 'redo'): void;
  /** @param by pixels of the image */
  arrow(by: Point): void;
  /** By key, letters in lower case. */
  actions: Record<string, (event: KeyboardEvent) => void>;
}

/**
 * The order in which an element with labeled shapes looks at a key: undo and redo, arrows, what it does itself, labels,
 * the stage.
 * @returns whether the key was one of them
 */
export function handleImageKey(event: KeyboardEvent, { stage, labels, travel, arrow, actions }: ImageKeys): boolean {
  const which = undoOrRedo(event);
  const by = which ? undefined : arrowStep(event, stage.view.scale);
  if (which) travel(which);
  else if (by) arrow(by);
  else if (event.ctrlKey || event.metaKey || event.altKey) return false;
  else {
    const act = actions[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act) return labels.handleKey(event) || stage.handleKey(event);
    act(event);
  }
  return true;
}
