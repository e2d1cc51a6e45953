import type { Proposals } from '../../../shared/contracts/proposals.ts';
import type { BoundingBox } from '../../../shared/domain/shapes/bounding-box.ts';
import { type Carry, CrowdElement, type Shortcut } from '../crowd-element.ts';
import { CutOutDesk } from '../cut-out/cut-out-desk.ts';
import { arrowStep, stageShortcuts, undoOrRedo, zoomButtons } from '../image-controls.ts';
import { ImageStage, type StageCarry } from '../image-stage.ts';
import { imageWords } from '../image-words.ts';
import { buildWorkbench } from '../image-workbench.ts';
import { LabelList } from '../label-list.ts';
import { toolButton } from '../tool-button.ts';
import { emptyMask, type LabelMask } from './label-mask.ts';
import { loadPicture } from './load-picture.ts';
import { maskOfPicture, type Picture } from './mask-answer.ts';
import { MASK_KEYS, MASK_TOOLS, MaskEditor, type MaskToolName } from './mask-editor.ts';
import { MaskLayer } from './mask-layer.ts';
import { MaskTool } from './mask-tool.ts';
import { MaskToolbar } from './mask-toolbar.ts';
import { maskWords } from './mask-words.ts';

const TOOL_OF_KEY = new Map(MASK_TOOLS.map((tool) => [MASK_KEYS[tool].toLowerCase(), tool]));
const BRUSH_STEP = 1.25;
const OPACITY = 0.6;
const STYLE = `
.mask { image-rendering: pixelated; opacity: var(--mask-opacity, ${OPACITY}); }
.tools label { display: flex; gap: 6px; align-items: center; }
input[type=range] { width: 110px; accent-color: var(--accent); }
`;

/** A mask that somebody gave. */
export interface PaintedPicture {
  picture: Picture;
  /** `#rrggbb` by number of the mask; 0 = background. */
  colours: readonly string[];
}

/**
 * What people paint on an image by brush, polygon, eraser and fill: a number for every pixel. What the numbers mean is
 * the subclass's: a label each, or an object each.
 */
export abstract class MaskElement<Answer extends object> extends CrowdElement {
  protected readonly words = { ...imageWords(), ...maskWords() };
  #colours: readonly string[] = [];
  #layer = new MaskLayer();
  #editor = this.#editorOf(emptyMask(0, 0));
  #tool = new MaskTool({
    editor: () => this.#editor,
    scale: () => this.#stage.view.scale,
    colour: () => this.#colours[this.#editor.label] ?? '#fff',
    repaint: () => this.#stage.repaint(),
    onStep: (isChanged) => this.#step(isChanged),
    onBox: (box) => void this.#cutOut(box),
  });
  #stage = new ImageStage(this.#tool, this.words.stage, 'keyboard-help');
  protected labelList = new LabelList([], [], () => {});
  #status = document.createElement('p');
  #undo = toolButton(this.words.undo, () => this.#travel('undo'), 'Ctrl Z');
  #redo = toolButton(this.words.redo, () => this.#travel('redo'), 'Ctrl Y');
  #toolbar = new MaskToolbar(this.words, {
    choose: (tool) => this.#choose(tool),
    resize: (size) => this.#resizeBrush(size),
    fade: (percent) => this.#setOpacity(percent),
  });
  #cutOutDesk: CutOutDesk | undefined;
  #initial: Uint8Array | undefined;
  #problem = '';
  /** Former answers being decoded; until then the mask is not the worker's. */
  #restoring = 0;
  /** Encoding takes a while; a draft, a script and the submission ask for the same. */
  #answer: Answer | undefined;

  /** The list of what can be painted goes beside the image. Called once. */
  protected abstract buildSide(): HTMLElement[];
  protected abstract answerOf(mask: LabelMask): Answer;
  /** Reads an `initial-value` or a former answer, and makes its numbers the element's own; undefined if it is none. */
  protected abstract begin(value: unknown): PaintedPicture | undefined;
  /** A label was chosen in the list, or by its key. */
  protected abstract chooseLabel(index: number): void;
  /** After each step, also one that was undone. */
  protected showPainted(_mask: LabelMask): void {}

  override get value(): (Answer & { initialValueModified?: boolean }) | undefined {
    if (this.#stage.size.width === 0) return undefined;
    this.#answer ??= this.answerOf(this.#editor.mask);
    if (!this.hasAttribute('initial-value')) return this.#answer;
    const initialValueModified = this.#editor.mask.pixels.some((label, at) => label !== (this.#initial?.[at] ?? 0));
    return { ...this.#answer, initialValueModified };
  }

  override restore(value: unknown): void {
    if (this.#stage.size.width === 0) return;
    const given = this.begin(value);
    if (!given) return;
    this.#restoring++;
    // A draft that cannot be read is none: the worker begins anew.
    const done = () => this.#restoring--;
    void this.#show(given).then(done, done);
  }

  override offer(proposals: Proposals): void {
    this.#cutOutDesk?.offer(proposals);
  }

  override get problem(): string {
    return this.#restoring > 0 ? this.words.maskLoading : this.#problem;
  }

  override get carry(): Carry {
    const { tool, brushSize } = this.#editor;
    const label = this.labels[this.labelList.chosen];
    return { stage: this.#stage.carry, label, tool, brushSize, opacity: this.#toolbar.opacity };
  }

  override takeOver({ stage, label, tool, brushSize, opacity }: Carry): void {
    this.#stage.takeOver(stage as StageCarry);
    this.labelList.choose(Math.max(0, this.labels.indexOf(String(label))));
    const known = MASK_TOOLS.find((name) => name === tool);
    if (known) this.#choose(known);
    this.#resizeBrush(Number(brushSize) || this.#editor.brushSize);
    this.#setOpacity(Number(opacity));
  }

  override activate(): void {
    this.#stage.element.focus({ preventScroll: true });
  }

  override get shortcuts(): readonly Shortcut[] {
    const words = this.words;
    return [
      { keys: '1 – 9', does: words.chooseLabel },
      ...MASK_TOOLS.map((tool) => ({ keys: MASK_KEYS[tool], does: words[tool] })),
      { keys: ', .', does: words.resize },
      { keys: '← ↑ → ↓', does: words.moveCursor },
      { keys: 'D', does: words.draw },
      { keys: 'C', does: words.closePolygon },
      { keys: 'Esc', does: words.giveUp },
      { keys: 'Ctrl Z / Ctrl Y', does: `${words.undo} / ${words.redo}` },
      { keys: 'H', does: words.hide },
      ...stageShortcuts(),
    ];
  }

  override handleKey(event: KeyboardEvent): boolean {
    const travel = undoOrRedo(event);
    if (travel) return this.#travel(travel);
    const { view, stageSize } = this.#stage;
    const step = arrowStep(event, view.scale);
    if (step) {
      this.#tool.moveCursor(step, view, stageSize);
      return true;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const tool = TOOL_OF_KEY.get(key);
    if (tool) this.#choose(tool);
    else if (key === 'd') this.#tool.pressAtCursor(view, stageSize);
    else if (key === 'c') this.#tool.close();
    else if (key === 'Escape') this.#tool.cancel();
    else if (key === 'Backspace' || key === 'Delete') return this.#editor.corners.length > 0 && this.#travel('undo');
    else if (key === ',' || key === '.')
      this.#resizeBrush(this.#editor.brushSize * (key === '.' ? BRUSH_STEP : 1 / BRUSH_STEP));
    else if (key === 'h') this.#layer.element.hidden = !this.#layer.element.hidden;
    else return this.labelList.handleKey(event) || this.#stage.handleKey(event);
    return true;
  }

  protected override async build(): Promise<void> {
    const words = this.words;
    const side = this.buildSide();
    this.#stage.plane.append(this.#layer.element);
    this.#stage.element.addEventListener('dblclick', () => this.#tool.close());
    this.#stage.element.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || this.#editor.corners.length === 0) return;
      // Else the form would submit in the middle of a polygon.
      event.preventDefault();
      this.#tool.close();
    });
    buildWorkbench(this, {
      tools: [...this.#toolbar.elements, this.#undo, this.#redo, ...zoomButtons(this.#stage)],
      middle: this.#stage.element,
      side,
      keyboardHelp: words.keyboardHelp,
      status: this.#status,
      style: STYLE,
    });
    this.#choose('brush');
    this.#setOpacity(OPACITY * 100);
    await this.#load();
  }

  async #load(): Promise<void> {
    try {
      await this.#stage.load(this.getAttribute('src') ?? '');
    } catch {
      this.#problem = this.words.imageMissing;
      return;
    }
    const { width, height } = this.#stage.size;
    this.#cutOutDesk = new CutOutDesk(this.getAttribute('src') ?? '', this.#stage.size);
    this.#begin(this.#editorOf(emptyMask(width, height)));
    this.#resizeBrush(Math.min(width, height) / 20);
    if (!this.hasAttribute('initial-value')) return;
    const given = this.begin(this.jsonAttribute('initial-value'));
    try {
      if (given) await this.#show(given);
      this.#initial = this.#editor.mask.pixels.slice();
    } catch {
      this.#problem = this.words.givenMaskMissing;
    }
  }

  /** Starts from a given mask; there is nothing to undo then. */
  async #show({ picture, colours }: PaintedPicture): Promise<void> {
    const { size } = this.#stage;
    const rgba = await loadPicture(picture, size);
    this.#begin(this.#editorOf(maskOfPicture(rgba, size, colours)));
  }

  #editorOf(mask: LabelMask): MaskEditor {
    return new MaskEditor(mask, (area) => this.#layer.paint(area));
  }

  #begin(editor: MaskEditor): void {
    editor.label = this.#editor.label;
    editor.tool = this.#editor.tool;
    editor.brushSize = this.#editor.brushSize;
    this.#editor = editor;
    this.#answer = undefined;
    this.#layer.show(editor.mask, this.#colours);
    this.#update();
  }

  #choose(tool: MaskToolName): void {
    this.#tool.liftPen();
    this.#editor.tool = tool;
    this.#toolbar.mark(tool);
    if (tool === 'cutOut') this.#cutOutDesk?.warmUp();
    this.#status.textContent = tool === 'cutOut' ? this.words.cuttingOut : this.words[tool];
    this.#update();
  }

  /** Paints the object in the box; an image that comes meanwhile is another element's. */
  async #cutOut(box: BoundingBox): Promise<void> {
    const editor = this.#editor;
    let problem = this.words.cannotCutOut;
    try {
      const found = await this.#cutOutDesk?.cut(box);
      if (this.#editor !== editor) return;
      if (found) return this.#step(editor.paintCutOut(found));
      problem = this.words.nothingCutOut;
    } catch {
      // The image's server does not let its pixels be read.
    }
    this.#status.textContent = problem;
  }

  /** `#rrggbb` by number of the mask; 0 = background. */
  protected get colours(): readonly string[] {
    return this.#colours;
  }

  protected set colours(colours: readonly string[]) {
    this.#colours = colours;
    if (this.#stage.size.width > 0) this.#layer.show(this.#editor.mask, colours);
  }

  protected get number(): number {
    return this.#editor.label;
  }

  /** Strokes paint this number from now on. @param status spoken */
  protected paintWith(number: number, status: string): void {
    this.#tool.liftPen();
    this.#editor.label = number;
    if (this.#editor.tool === 'eraser') this.#choose('brush');
    this.#status.textContent = status;
    this.#update();
  }

  /** Every pixel another number, as one step that can be undone. */
  protected repaint(numberOf: (pixel: number) => number): void {
    this.#tool.liftPen();
    this.#editor.replace(this.#editor.mask.pixels.map(numberOf));
    this.#step(true);
  }

  /** The answer is another one though no pixel is. */
  protected renumbered(): void {
    this.#step(true);
  }

  #resizeBrush(size: number): void {
    // A pen that is down has one size from end to end: its step is one colour, but also one brush.
    this.#tool.liftPen();
    this.#editor.brushSize = size;
    this.#toolbar.size = this.#editor.brushSize;
    this.#stage.repaint();
  }

  #setOpacity(percent: number): void {
    this.#toolbar.opacity = percent;
    this.style.setProperty('--mask-opacity', String(percent / 100));
  }

  #travel(which: 'undo' | 'redo'): boolean {
    this.#tool.liftPen();
    this.#step(this.#editor[which]());
    return true;
  }

  #step(isChanged: boolean): void {
    const { corners, tool } = this.#editor;
    if (isChanged) {
      this.#answer = undefined;
      this.changed();
    }
    if (tool === 'polygon') this.#status.textContent = this.words.corners(corners.length);
    else if (tool === 'cutOut') this.#status.textContent = this.words.cuttingOut;
    else this.#status.textContent = this.#tool.isPenDown ? this.words.penDown : this.words.penUp;
    this.#update();
  }

  #update(): void {
    this.showPainted(this.#editor.mask);
    this.#undo.disabled = !this.#editor.canUndo;
    this.#redo.disabled = !this.#editor.canRedo;
    this.#stage.repaint();
  }
}
