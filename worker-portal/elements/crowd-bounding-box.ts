import { BoxBoard } from './bounding-box/box-board.ts';
import { type Box, readBoxes, spanning } from './bounding-box/box-geometry.ts';
import { BoxList } from './bounding-box/box-list.ts';
import { BoxTool } from './bounding-box/box-tool.ts';
import { boxWords } from './bounding-box/box-words.ts';
import { type Carry, CrowdElement, type Shortcut } from './crowd-element.ts';
import { elementStyle, styleSheet } from './element-style.ts';
import { ImageStage, type StageCarry } from './image-stage.ts';
import { placeInstructions } from './instructions.ts';
import { labelColour } from './label-colours.ts';
import { swatch, toolButton } from './tool-button.ts';
import { toImage } from './viewport.ts';

const LARGE_STEP = 10;
/** Of the shorter side of what is in sight. */
const NEW_BOX_SHARE = 0.3;

/** However many boxes there are, the labels stay in sight. */
const boxStyle = styleSheet(`
aside > ul { flex: 0 1 auto; overflow: auto; }
aside > .boxes { flex: 1 1 0; min-height: 8rem; overflow: auto; align-content: start; }
`);

const ARROWS: Record<string, { x: number; y: number }> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

/** `<crowd-bounding-box>`: labeled rectangles on an image, by mouse, touch or keyboard alone; answers as Ground Truth's does. */
export class CrowdBoundingBox extends CrowdElement {
  #words = boxWords();
  #labels: string[] = [];
  #initial = '';
  #imageFailed = false;
  #previous: Box[] = [];
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
  });
  #stage = new ImageStage(this.#tool, this.#words.stage, 'keyboard-help');
  #list = new BoxList(
    (label) => this.#colourOf(label),
    (id) => {
      this.#board.select(id);
      this.#selected();
    },
  );
  #status = document.createElement('p');
  #count = document.createElement('h3');
  #labelButtons: HTMLButtonElement[] = [];
  #toggles = new Map<'extremePoints' | 'hide', HTMLButtonElement>();
  #undo = toolButton(this.#words.undo, () => this.#board.undo(), 'Ctrl Z');
  #redo = toolButton(this.#words.redo, () => this.#board.redo(), 'Ctrl Y');
  #remove = toolButton(this.#words.remove, () => this.#board.removeSelected(), 'Del');
  #copy = toolButton(this.#words.copy, () => this.#copyPrevious(), 'C');

  override get value(): Record<string, unknown> {
    const boundingBoxes = this.#boxes();
    const { width, height } = this.#stage.size;
    return {
      boundingBoxes,
      inputImageProperties: { height, width },
      ...(this.hasAttribute('initial-value') && {
        initialValueModified: JSON.stringify(boundingBoxes) !== this.#initial,
      }),
    };
  }

  override restore(value: unknown): void {
    const { boundingBoxes } = (value ?? {}) as { boundingBoxes?: unknown };
    this.#board.reset(readBoxes(boundingBoxes, this.#stage.size));
    this.#update();
  }

  override get problem(): string {
    return this.#imageFailed ? this.#words.imageMissing : '';
  }

  override get carry(): Carry {
    return { stage: this.#stage.carry, label: this.#board.label };
  }

  override takeOver({ stage, label }: Carry, answer: unknown): void {
    this.#stage.takeOver(stage as StageCarry);
    if (typeof label === 'string' && this.#labels.includes(label)) this.#board.label = label;
    const { boundingBoxes } = (answer ?? {}) as { boundingBoxes?: unknown };
    this.#previous = readBoxes(boundingBoxes, this.#stage.size);
    this.#update();
  }

  override activate(): void {
    this.#stage.element.focus({ preventScroll: true });
  }

  override get shortcuts(): readonly Shortcut[] {
    const words = this.#words;
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
      { keys: 'C', does: words.copy },
      { keys: 'H', does: words.hide },
      { keys: 'Esc', does: words.unselect },
      { keys: '+ − 0', does: words.zoom },
      { keys: 'Space', does: words.pan },
      { keys: '[ ]', does: words.light },
      { keys: '{ }', does: words.contrast },
      { keys: '\\', does: words.resetLight },
      { keys: 'X', does: words.crosshair },
    ];
  }

  override handleKey(event: KeyboardEvent): boolean {
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const arrow = ARROWS[key];
    if (arrow) {
      const step = Math.max(1, Math.round(1 / this.#stage.view.scale)) * (event.ctrlKey ? LARGE_STEP : 1);
      return this.#board.nudge({ x: arrow.x * step, y: arrow.y * step }, event.shiftKey);
    }
    if (event.ctrlKey || event.metaKey) {
      if (key === 'z' && !event.shiftKey) return this.#board.undo();
      return (key === 'y' || key === 'z') && this.#board.redo();
    }
    if (event.altKey) return false;
    if (/^[1-9]$/.test(key)) return this.#chooseLabel(this.#labels[Number(key) - 1]);
    const act = this.#keyActions()[key];
    if (act) act();
    return act !== undefined || this.#stage.handleKey(event);
  }

  protected override async build(): Promise<void> {
    const words = this.#words;
    this.#labels = this.namesAttribute('labels');
    this.#board.label = this.#labels[0] ?? '';
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [elementStyle, boxStyle];
    const bench = document.createElement('div');
    bench.className = 'workbench';
    const heading = document.createElement('h2');
    heading.textContent = this.getAttribute('header');
    const help = document.createElement('p');
    help.id = 'keyboard-help';
    help.className = 'unseen';
    help.textContent = words.keyboardHelp;
    this.#status.className = 'unseen';
    this.#status.setAttribute('role', 'status');
    bench.append(heading, this.#buildTools(), this.#stage.element, this.#buildSide(), help, this.#status);
    root.append(bench);
    this.#update();
    try {
      await this.#stage.load(this.getAttribute('src') ?? '');
    } catch {
      this.#imageFailed = true;
      return;
    }
    this.#board.image = this.#stage.size;
    this.#board.reset(readBoxes(this.jsonAttribute('initial-value'), this.#stage.size));
    this.#initial = JSON.stringify(this.#boxes());
    this.#update();
  }

  #buildTools(): HTMLElement {
    const words = this.#words;
    const tools = document.createElement('div');
    tools.className = 'tools';
    tools.setAttribute('role', 'toolbar');
    tools.setAttribute('aria-label', words.tools);
    const extreme = toolButton(words.extremePoints, () => this.#toggle('extremePoints'), 'E');
    const hide = toolButton(words.hide, () => this.#toggle('hide'), 'H');
    this.#toggles.set('extremePoints', extreme).set('hide', hide);
    const zoomOut = toolButton('−', () => this.#stage.zoom(0.8));
    zoomOut.setAttribute('aria-label', words.zoomOut);
    const zoomIn = toolButton('+', () => this.#stage.zoom(1.25));
    zoomIn.setAttribute('aria-label', words.zoomIn);
    const add = toolButton(words.add, () => this.#addInMiddle(), 'N');
    const fit = toolButton(words.fit, () => this.#stage.fit(), '0');
    tools.append(this.#undo, this.#redo, this.#remove, add, extreme, this.#copy, hide, zoomOut, zoomIn, fit);
    return tools;
  }

  #buildSide(): HTMLElement {
    const aside = document.createElement('aside');
    const labelHeading = document.createElement('h3');
    labelHeading.textContent = this.#words.labels;
    const labels = document.createElement('ul');
    this.#labelButtons = this.#labels.map((label, index) => {
      const button = toolButton('', () => this.#chooseLabel(label), index < 9 ? String(index + 1) : undefined);
      button.prepend(swatch(labelColour(index)), label);
      const item = document.createElement('li');
      item.append(button);
      labels.append(item);
      return button;
    });
    aside.append(labelHeading, labels, this.#count, this.#list.element);
    placeInstructions(this, aside);
    return aside;
  }

  #keyActions(): Record<string, () => void> {
    return {
      n: () => this.#addInMiddle(),
      e: () => this.#toggle('extremePoints'),
      h: () => this.#toggle('hide'),
      c: () => this.#copyPrevious(),
      l: () => this.#chooseLabel(this.#labels[(this.#labels.indexOf(this.#board.label) + 1) % this.#labels.length]),
      ',': () => this.#selectNext(-1),
      '.': () => this.#selectNext(1),
      Delete: () => this.#board.removeSelected(),
      Backspace: () => this.#board.removeSelected(),
      Escape: () => {
        this.#tool.cancel();
        this.#board.select(undefined);
        this.#selected();
      },
    };
  }

  #boxes(): Array<Omit<Box, 'id'>> {
    return this.#board.boxes.map(({ height, label, left, top, width }) => ({ height, label, left, top, width }));
  }

  #colourOf(label: string): string {
    const index = this.#labels.indexOf(label);
    return index < 0 ? '#9aa0a6' : labelColour(index);
  }

  #chooseLabel(label: string | undefined): boolean {
    if (label === undefined) return false;
    this.#board.choose(label);
    this.#update();
    this.#status.textContent = this.#words.chosenLabel(label);
    return true;
  }

  #toggle(which: 'extremePoints' | 'hide'): void {
    this.#tool.cancel();
    if (which === 'extremePoints') this.#tool.byExtremePoints = !this.#tool.byExtremePoints;
    else this.#tool.isHidden = !this.#tool.isHidden;
    this.#update();
  }

  #addInMiddle(): void {
    const { view, stageSize } = this.#stage;
    const corner = toImage(view, { x: 0, y: 0 });
    const end = toImage(view, { x: stageSize.width, y: stageSize.height });
    const { width, height } = this.#board.image;
    const from = { x: Math.max(0, corner.x), y: Math.max(0, corner.y) };
    const to = { x: Math.min(width, end.x), y: Math.min(height, end.y) };
    const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
    const half = (NEW_BOX_SHARE / 2) * Math.min(to.x - from.x, to.y - from.y);
    const rectangle = spanning(
      { x: middle.x - half, y: middle.y - half },
      { x: middle.x + half, y: middle.y + half },
      this.#board.image,
    );
    this.#board.add({ label: this.#board.label, ...rectangle });
  }

  #copyPrevious(): void {
    this.#board.add(...this.#previous);
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
    const { boxes, selected, label } = this.#board;
    this.#list.update(boxes, selected);
    const count = this.#words.count(boxes.length);
    this.#count.textContent = count;
    this.#status.textContent = count;
    this.#undo.disabled = !this.#board.canUndo;
    this.#redo.disabled = !this.#board.canRedo;
    this.#remove.disabled = !selected;
    this.#copy.disabled = this.#previous.length === 0;
    for (const [index, button] of this.#labelButtons.entries())
      button.setAttribute('aria-pressed', String(this.#labels[index] === label));
    this.#toggles.get('extremePoints')?.setAttribute('aria-pressed', String(this.#tool.byExtremePoints));
    this.#toggles.get('hide')?.setAttribute('aria-pressed', String(this.#tool.isHidden));
    this.#stage.repaint();
  }
}
