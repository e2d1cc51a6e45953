import type { Proposals } from '../../shared/contracts/proposals.ts';
import { labelColour } from '../../shared/domain/labeling/label-colours.ts';
import type { Point } from '../../shared/domain/shapes/point.ts';
import { type Assistance, assistanceOf, withOrigins } from './bounding-box/assistance.ts';
import { BoxBoard, type NewBox } from './bounding-box/box-board.ts';
import { BoxClipboard, type ClipboardCarry, duplicate } from './bounding-box/box-clipboard.ts';
import { type Box, readBoxes, scaled, spanning } from './bounding-box/box-geometry.ts';
import { BoxList } from './bounding-box/box-list.ts';
import { boxShortcuts } from './bounding-box/box-shortcuts.ts';
import { BoxTool } from './bounding-box/box-tool.ts';
import { boxWords } from './bounding-box/box-words.ts';
import { ProposalClick } from './bounding-box/proposal-click.ts';
import { SuggestionBar } from './bounding-box/suggestion-bar.ts';
import { type Carry, CrowdElement, type Shortcut } from './crowd-element.ts';
import { arrowStep, undoOrRedo, zoomButtons } from './image-controls.ts';
import { ImageStage, type StageCarry } from './image-stage.ts';
import { imageWords } from './image-words.ts';
import { buildWorkbench } from './image-workbench.ts';
import { LabelList } from './label-list.ts';
import { toolButton } from './tool-button.ts';
import { toImage } from './viewport.ts';

/** The side of a new box, as a share of the shorter side of what is in sight. */
const NEW_BOX_SHARE = 0.3;
/** The colour of a label that the template does not list. */
const UNKNOWN_COLOUR = '#9aa0a6';

/** However many boxes there are, the labels stay in sight. */
const SIDE_STYLE = `
aside > .boxes { flex: 1 1 0; min-height: 6rem; overflow: auto; align-content: start; }
.suggestions p { display: flex; flex-wrap: wrap; gap: 4px; margin: 0; }
button.suggested { border-style: dashed; }
`;

/** What crowd-bounding-box submits, spelled as Ground Truth spells it. */
export interface BoundingBoxAnswer {
  boundingBoxes: Box[];
  inputImageProperties: { height: number; width: number };
  /** Only with an `initial-value`. */
  initialValueModified?: boolean;
  /** Only where a model helped (an addition of ours). */
  assistance?: Assistance;
}

/** `<crowd-bounding-box>`: labeled rectangles on an image, by mouse, touch or keyboard alone; answers as Ground Truth's does. */
export class CrowdBoundingBox extends CrowdElement {
  #words = { ...imageWords(), ...boxWords() };
  #labels: string[] = [];
  #initial = '';
  #imageFailed = false;
  #previous: Box[] = [];
  #suggestions: readonly NewBox[] = [];
  #clipboard = new BoxClipboard();
  #board = new BoxBoard(() => {
    this.#update();
    this.changed();
  });
  #tool = new BoxTool({
    board: this.#board,
    scale: () => this.#stage.view.scale,
    colourOf: (label) => this.#colourOf(label),
    repaint: () => this.#stage.repaint(),
    onSelect: () => this.#selected(),
    onClick: (point) => this.#clicked(point),
  });
  #proposals = new ProposalClick(this.#board);
  #suggestionBar = new SuggestionBar(this.#board, () => this.activate());
  #stage = new ImageStage(this.#tool, this.#words.stage, 'keyboard-help');
  #labelList = new LabelList([], [], () => {});
  #list = new BoxList(
    (label) => this.#colourOf(label),
    (id) => {
      this.#board.select(id);
      this.#selected();
    },
  );
  #status = document.createElement('p');
  #count = document.createElement('h3');
  #hint = document.createElement('p');
  #undo = toolButton(this.#words.undo, () => this.#board.undo(), 'Ctrl Z');
  #redo = toolButton(this.#words.redo, () => this.#board.redo(), 'Ctrl Y');
  #remove = toolButton(this.#words.remove, () => this.#board.removeSelected(), 'Del');
  #add = toolButton(this.#words.add, () => this.#addInMiddle(), 'N');
  #byExtremePoints = toolButton(this.#words.extremePoints, () => this.#toggle('byExtremePoints'), 'E');
  #copy = toolButton(this.#words.copy, () => this.#copyPrevious(), 'C');
  #hide = toolButton(this.#words.hide, () => this.#toggle('isHidden'), 'H');

  override get value(): BoundingBoxAnswer {
    const boundingBoxes = this.#boxes();
    const { width, height } = this.#stage.size;
    const assistance = assistanceOf(this.#board.boxes, this.#suggestions, this.#proposals.count);
    return {
      boundingBoxes,
      inputImageProperties: { height, width },
      ...(this.hasAttribute('initial-value') && {
        initialValueModified: JSON.stringify(boundingBoxes) !== this.#initial,
      }),
      ...(assistance && { assistance }),
    };
  }

  override offer(proposals: Proposals): void {
    this.#proposals.offer(proposals, this.#stage.size);
    this.#update();
  }

  override restore(value: unknown): void {
    const { assistance } = (value ?? {}) as Partial<BoundingBoxAnswer>;
    this.#board.reset(withOrigins(this.#boxesIn(value), assistance, this.#suggestions));
    this.#update();
  }

  override get problem(): string {
    if (this.#imageFailed) return this.#words.imageMissing;
    const { length } = this.#board.suggested;
    return length > 0 ? this.#words.judge(length) : '';
  }

  override get carry(): Carry {
    return { stage: this.#stage.carry, label: this.#board.label, clipboard: this.#clipboard.carry };
  }

  override takeOver({ stage, label, clipboard }: Carry, answer: unknown): void {
    this.#stage.takeOver(stage as StageCarry);
    if (typeof label === 'string' && this.#labels.includes(label)) this.#board.label = label;
    this.#clipboard.takeOver(clipboard as ClipboardCarry | undefined);
    this.#previous = this.#scaledFrom(answer);
    this.#update();
  }

  override activate(): void {
    this.#board.startClock();
    this.#stage.element.focus({ preventScroll: true });
  }

  override get shortcuts(): readonly Shortcut[] {
    const help = { proposals: this.#proposals.count, suggestions: this.#suggestions.length };
    return boxShortcuts(this.#words, help);
  }

  override handleKey(event: KeyboardEvent): boolean {
    const travel = undoOrRedo(event);
    if (travel) return this.#board[travel]();
    const by = arrowStep(event, this.#stage.view.scale);
    if (by) return this.#board.nudge(by, event.shiftKey);
    if (event.altKey) return false;
    if (event.ctrlKey || event.metaKey) return this.#copyOrPaste(event.key.toLowerCase());
    if (event.key === 'Tab') return this.#proposals.cycle(event.shiftKey ? -1 : 1);
    if (event.shiftKey && this.#judgeAll(event.key.toLowerCase())) return true;
    const act = this.#keyActions()[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (act) act();
    return act !== undefined || this.#labelList.handleKey(event) || this.#stage.handleKey(event);
  }

  protected override async build(): Promise<void> {
    this.#labels = this.namesAttribute('labels');
    this.#board.label = this.#labels[0] ?? '';
    this.#labelList = new LabelList(
      this.#labels,
      this.#labels.map((label) => this.#colourOf(label)),
      (index) => this.#chooseLabel(index),
    );
    this.#hint.className = 'hint';
    this.#stage.element.append(this.#hint);
    buildWorkbench(this, {
      tools: [
        ...[this.#undo, this.#redo, this.#remove, this.#add, this.#byExtremePoints, this.#copy, this.#hide],
        ...zoomButtons(this.#stage),
      ],
      middle: this.#stage.element,
      side: [this.#labelList.element, this.#suggestionBar.element, this.#count, this.#list.element],
      keyboardHelp: this.#words.keyboardHelp,
      status: this.#status,
      style: SIDE_STYLE,
    });
    this.#update();
    try {
      await this.#stage.load(this.getAttribute('src') ?? '');
    } catch {
      this.#imageFailed = true;
      return;
    }
    this.#board.image = this.#stage.size;
    const initial = readBoxes(this.jsonAttribute('initial-value'), this.#stage.size).map((box, suggestion): NewBox => {
      return box.confidence === undefined ? box : { ...box, origin: 'suggested', suggestion };
    });
    this.#suggestions = initial.filter(({ origin }) => origin === 'suggested');
    this.#board.reset(initial);
    this.#initial = JSON.stringify(initial.map(boxOnly));
    this.#update();
  }

  #keyActions(): Record<string, () => void> {
    return {
      n: () => this.#addInMiddle(),
      e: () => this.#toggle('byExtremePoints'),
      h: () => this.#toggle('isHidden'),
      c: () => this.#copyPrevious(),
      d: () => this.#duplicate(),
      a: () => this.#board.accept(),
      r: () => this.#board.selected?.origin === 'suggested' && this.#board.removeSelected(),
      l: () => this.#labelList.choose((this.#labelList.chosen + 1) % this.#labels.length),
      ',': () => this.#selectNext(-1),
      '.': () => this.#selectNext(1),
      Delete: () => this.#board.removeSelected(),
      Backspace: () => this.#board.removeSelected(),
      Escape: () => {
        this.#tool.cancel();
        if (!this.#proposals.takeBack()) this.#board.select(undefined);
        this.#selected();
      },
    };
  }

  #boxes(): Box[] {
    return this.#board.answered.map(boxOnly);
  }

  #boxesIn(answer: unknown): Box[] {
    const { boundingBoxes } = (answer ?? {}) as { boundingBoxes?: unknown };
    return readBoxes(boundingBoxes, this.#stage.size).map(boxOnly);
  }

  /** The boxes of another image's answer, at the same places of this one. */
  #scaledFrom(answer: unknown): Box[] {
    const { boundingBoxes, inputImageProperties: from } = (answer ?? {}) as Partial<BoundingBoxAnswer>;
    if (!from?.width || !from.height) return [];
    return readBoxes(boundingBoxes, from).map((box) => scaled(boxOnly(box), from, this.#stage.size));
  }

  #clicked(point: Point): boolean {
    const isMade = this.#proposals.click(point);
    if (isMade) this.#update();
    return isMade;
  }

  #copyPrevious(): void {
    this.#board.add(...this.#previous.map((box): NewBox => ({ ...box, origin: 'copied' })));
  }

  #duplicate(): void {
    const { selected } = this.#board;
    if (selected) this.#board.add(duplicate(selected, this.#stage.size));
  }

  #copyOrPaste(key: string): boolean {
    const { selected, boxes } = this.#board;
    if (key === 'c') this.#clipboard.copy(selected ? [selected] : boxes, this.#stage.size);
    else if (key === 'v') this.#board.add(...this.#clipboard.paste(this.#stage.size));
    else return false;
    return true;
  }

  #judgeAll(key: string): boolean {
    if (key === 'a') this.#board.acceptAll();
    else if (key === 'r') this.#board.rejectAll();
    else return false;
    return true;
  }

  protected override relabelled(): void {
    this.#labels = this.labels;
    this.#labelList.replace(
      this.#labels,
      this.#labels.map((label) => this.#colourOf(label)),
    );
    this.#board.label = this.#labels[this.#labelList.chosen] ?? '';
    this.#update();
  }

  #colourOf(label: string): string {
    const index = this.#labels.indexOf(label);
    return index < 0 ? UNKNOWN_COLOUR : labelColour(index);
  }

  #chooseLabel(index: number): void {
    const label = this.#labels[index];
    if (label === undefined) return;
    this.#board.choose(label);
    this.#update();
    this.#status.textContent = this.#words.chosenLabel(label);
  }

  #toggle(which: 'byExtremePoints' | 'isHidden'): void {
    this.#tool.cancel();
    this.#tool[which] = !this.#tool[which];
    this.#update();
  }

  #addInMiddle(): void {
    const { view, stageSize } = this.#stage;
    const { image, label } = this.#board;
    const corner = toImage(view, { x: 0, y: 0 });
    const end = toImage(view, { x: stageSize.width, y: stageSize.height });
    const from = { x: Math.max(0, corner.x), y: Math.max(0, corner.y) };
    const to = { x: Math.min(image.width, end.x), y: Math.min(image.height, end.y) };
    const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
    const half = (NEW_BOX_SHARE / 2) * Math.min(to.x - from.x, to.y - from.y);
    const a = { x: middle.x - half, y: middle.y - half };
    const b = { x: middle.x + half, y: middle.y + half };
    this.#board.add({ label, ...spanning(a, b, image) });
  }

  #selectNext(step: 1 | -1): void {
    this.#board.selectNext(step);
    this.#selected();
  }

  #selected(): void {
    this.#update();
    const { selected } = this.#board;
    if (!selected) return;
    const { label, left, top, width, height } = selected;
    this.#status.textContent = this.#words.selected(label, `${left}, ${top}, ${width} × ${height}`);
  }

  #update(): void {
    const { boxes, answered, selected, label, canUndo, canRedo } = this.#board;
    const candidate = this.#proposals.current;
    this.#list.update(boxes, selected);
    this.#labelList.mark(this.#labels.indexOf(label));
    const count = this.#words.count(answered.length);
    this.#count.textContent = count;
    this.#status.textContent = candidate ? this.#words.candidate(candidate.number, candidate.count) : count;
    this.#hint.textContent = candidate ? this.#words.candidate(candidate.number, candidate.count) : '';
    this.#suggestionBar.update();
    this.#undo.disabled = !canUndo;
    this.#redo.disabled = !canRedo;
    this.#remove.disabled = !selected;
    this.#copy.disabled = this.#previous.length === 0;
    this.#byExtremePoints.ariaPressed = String(this.#tool.byExtremePoints);
    this.#hide.ariaPressed = String(this.#tool.isHidden);
    this.#stage.repaint();
  }
}

const boxOnly = ({ height, label, left, top, width }: Box): Box => ({ height, label, left, top, width });
