import type { Proposals } from '../../shared/contracts/proposals.ts';
import type { Point } from '../../shared/domain/shapes/point.ts';
import { assistanceOf, withOrigins } from './bounding-box/assistance.ts';
import { type BoundingBoxAnswer, boxesIn, boxOnly, scaledBoxes } from './bounding-box/box-answer.ts';
import { BoxBoard, type NewBox } from './bounding-box/box-board.ts';
import { BoxClipboard, type ClipboardCarry, duplicate } from './bounding-box/box-clipboard.ts';
import { type Box, middleBox, readBoxes } from './bounding-box/box-geometry.ts';
import { BoxList } from './bounding-box/box-list.ts';
import { boxShortcuts } from './bounding-box/box-shortcuts.ts';
import { BoxTool } from './bounding-box/box-tool.ts';
import { boxWords } from './bounding-box/box-words.ts';
import { ProposalClick } from './bounding-box/proposal-click.ts';
import { suggestedBoxes } from './bounding-box/suggested-boxes.ts';
import { SuggestionBar } from './bounding-box/suggestion-bar.ts';
import { ColouredLabels } from './coloured-labels.ts';
import { type Carry, CrowdElement, type Shortcut } from './crowd-element.ts';
import { arrowStep, undoOrRedo, zoomButtons } from './image-controls.ts';
import { ImageStage, type StageCarry } from './image-stage.ts';
import { imageWords } from './image-words.ts';
import { buildWorkbench } from './image-workbench.ts';
import { toolButton } from './tool-button.ts';

/** However many boxes there are, the labels stay in sight. */
const SIDE_STYLE = `
aside > .boxes { flex: 1 1 0; min-height: 6rem; overflow: auto; align-content: start; }
.suggestions p { display: flex; flex-wrap: wrap; gap: 4px; margin: 0; }
button.suggested { border-style: dashed; }
`;

/**
 * `<crowd-bounding-box>`: labeled rectangles on an image, by mouse, touch or keyboard alone; answers as Ground Truth's
 * does.
 */
export class CrowdBoundingBox extends CrowdElement {
  #words = { ...imageWords(), ...boxWords() };
  #palette = new ColouredLabels((label) => this.#chooseLabel(label));
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
    colourOf: (label) => this.#palette.colourOf(label),
    repaint: () => this.#stage.repaint(),
    onSelect: () => this.#selected(),
    onClick: (point) => this.#clicked(point),
  });
  #proposals = new ProposalClick(this.#board);
  #suggestionBar = new SuggestionBar(this.#board, () => this.activate());
  #stage = new ImageStage(this.#tool, this.#words.stage, 'keyboard-help');
  #list = new BoxList(
    (label) => this.#palette.colourOf(label),
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
    const boundingBoxes = this.#board.answered.map(boxOnly);
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
    // Who begins with a label to correct, or with a model's boxes, has those.
    if (this.#board.boxes.length === 0) {
      this.#suggestions = suggestedBoxes(proposals, this.labels, this.#stage.size);
      this.#board.reset(this.#suggestions);
    }
    this.#update();
  }

  override restore(value: unknown): void {
    const { assistance } = (value ?? {}) as Partial<BoundingBoxAnswer>;
    this.#board.reset(withOrigins(boxesIn(value, this.#stage.size), assistance, this.#suggestions));
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
    if (typeof label === 'string' && this.#palette.includes(label)) this.#board.label = label;
    this.#clipboard.takeOver(clipboard as ClipboardCarry | undefined);
    this.#previous = scaledBoxes(answer, this.#stage.size);
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
    return act !== undefined || this.#palette.handleKey(event) || this.#stage.handleKey(event);
  }

  protected override async build(): Promise<void> {
    this.#palette.replace(this.labels);
    this.#board.label = this.#palette.chosen;
    this.#hint.className = 'hint';
    this.#stage.element.append(this.#hint);
    buildWorkbench(this, {
      tools: [
        ...[this.#undo, this.#redo, this.#remove, this.#add, this.#byExtremePoints, this.#copy, this.#hide],
        ...zoomButtons(this.#stage),
      ],
      middle: this.#stage.element,
      side: [this.#palette.element, this.#suggestionBar.element, this.#count, this.#list.element],
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
      l: () => this.#palette.chooseNext(),
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
    this.#palette.replace(this.labels);
    this.#board.label = this.#palette.chosen;
    this.#update();
  }

  #chooseLabel(label: string): void {
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
    this.#board.add({ label, ...middleBox(view, stageSize, image) });
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
    this.#palette.mark(label);
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
