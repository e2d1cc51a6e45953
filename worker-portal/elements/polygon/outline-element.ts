import type { Proposals } from '../../../shared/contracts/proposals.ts';
import type { BoundingBox } from '../../../shared/domain/shapes/bounding-box.ts';
import { ColouredLabels } from '../coloured-labels.ts';
import { type Carry, CrowdElement, type Shortcut } from '../crowd-element.ts';
import { CutOutDesk } from '../cut-out/cut-out-desk.ts';
import { handleImageKey, stageShortcuts, zoomButtons } from '../image-controls.ts';
import { ImageStage, type StageCarry } from '../image-stage.ts';
import { imageWords } from '../image-words.ts';
import { buildWorkbench } from '../image-workbench.ts';
import { toolButton } from '../tool-button.ts';
import type { Size } from '../viewport.ts';
import { outlineOf } from './cut-outline.ts';
import { type DrawnPolygon, type OutlineRules, readOutlines } from './labeled-polygon.ts';
import { type ClickOutcome, PolygonEditor } from './polygon-editor.ts';
import { PolygonList } from './polygon-list.ts';
import { PolygonTool } from './polygon-tool.ts';
import type { OutlineWords } from './polygon-words.ts';

/** What tells polygons, polylines and lines apart. */
export interface OutlineKind {
  rules: OutlineRules;
  /** The list's name in the answer. */
  field: string;
  words: OutlineWords;
  /** Whether an answer to a task that began with shapes says if they were changed. */
  tellsModified: boolean;
}

/** Labeled shapes of vertices on an image, by mouse, touch or keyboard alone; answers as Ground Truth's elements do. */
export abstract class OutlineElement extends CrowdElement {
  /** Asked while the element is made, so it may read no field. */
  protected abstract outline(): OutlineKind;
  #kind = this.outline();
  #words = { ...imageWords(), ...this.#kind.words };
  #palette = new ColouredLabels((label) => this.#chooseLabel(label));
  #editor = new PolygonEditor({ width: 0, height: 0 }, [], '', this.#kind.rules);
  #tool = new PolygonTool({
    editor: () => this.#editor,
    scale: () => this.#stage.view.scale,
    colourOf: (label) => this.#palette.colourOf(label),
    repaint: () => this.#stage.repaint(),
    onStep: (outcome) => this.#step(outcome),
    onBox: (box) => void this.#cutOut(box),
  });
  #stage = new ImageStage(this.#tool, this.#words.stage, 'keyboard-help');
  #list = new PolygonList(
    (label) => this.#palette.colourOf(label),
    (polygon) => this.#select(polygon),
    this.#words,
  );
  #status = document.createElement('p');
  #undo = toolButton(this.#words.undo, () => this.#step(this.#editor.undo()), 'Ctrl Z');
  #redo = toolButton(this.#words.redo, () => this.#step(this.#editor.redo()), 'Ctrl Y');
  #remove = toolButton(this.#words.remove, () => this.#step(this.#editor.remove()), 'Del');
  #close = toolButton(this.#words.close, () => this.#step(this.#editor.close()), 'C');
  #cut = toolButton(this.#words.cutOut, () => this.#toggleCutOut(), 'X');
  #simplify = toolButton(this.#words.simplify, () => this.#step(this.#editor.simplify()), 'S');
  #cutOutDesk: CutOutDesk | undefined;
  #imageFailed = false;
  #initial: string | undefined;

  override get value(): Record<string, unknown> | undefined {
    const { width, height } = this.#stage.size;
    if (width === 0) return undefined;
    const polygons = this.#editor.polygons.map(({ label, vertices }) => ({
      label,
      vertices: vertices.map(({ x, y }) => ({ x, y })),
    }));
    return {
      ...(this.#initial !== undefined && { initialValueModified: JSON.stringify(polygons) !== this.#initial }),
      inputImageProperties: { height, width },
      [this.#kind.field]: polygons,
    };
  }

  override restore(value: unknown): void {
    this.#begin(this.#stage.size, this.#read(value));
  }

  override offer(proposals: Proposals): void {
    this.#cutOutDesk?.offer(proposals);
  }

  override get problem(): string {
    if (this.#imageFailed) return this.#words.imageMissing;
    return this.#editor.drawn.length > 0 ? this.#words.unfinished : '';
  }

  override get carry(): Carry {
    return { stage: this.#stage.carry, label: this.#editor.label };
  }

  override takeOver({ stage, label }: Carry): void {
    this.#stage.takeOver(stage as StageCarry);
    this.#palette.choose(label);
  }

  override activate(): void {
    this.#stage.element.focus({ preventScroll: true });
  }

  override get shortcuts(): readonly Shortcut[] {
    const words = this.#words;
    return [
      { keys: '1 – 9', does: words.chooseLabel },
      { keys: '← ↑ → ↓', does: words.move },
      { keys: 'D', does: words.place },
      { keys: 'C', does: words.closeHow },
      ...(this.#kind.rules.isClosed
        ? [
            { keys: 'X', does: words.cuttingOut },
            { keys: 'S', does: words.simplify },
          ]
        : []),
      { keys: ', .', does: words.selectPolygon },
      { keys: 'V', does: words.nextVertex },
      ...(this.#kind.rules.most > 2 ? [{ keys: 'I', does: words.insertVertex }] : []),
      { keys: 'Delete', does: words.removeWhat },
      { keys: 'Esc', does: words.giveUp },
      { keys: 'Ctrl Z / Ctrl Y', does: `${words.undo} / ${words.redo}` },
      ...stageShortcuts(),
    ];
  }

  override handleKey(event: KeyboardEvent): boolean {
    const { view, stageSize, size } = this.#stage;
    return handleImageKey(event, {
      stage: this.#stage,
      labels: this.#palette,
      travel: (which) => this.#step(this.#editor[which]()),
      arrow: (by) => {
        if (this.#editor.selection) this.#step(this.#editor.moveBy(by));
        else this.#tool.moveCursor(by, view, stageSize, size);
      },
      actions: this.#keyActions(),
    });
  }

  protected override async build(): Promise<void> {
    const words = this.#words;
    this.#palette.replace(this.labels, this.namesAttribute('label-colors'));
    this.#stage.element.addEventListener('dblclick', () => this.#step(this.#editor.close()));
    this.#stage.element.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || this.#editor.drawn.length === 0) return;
      // Else the form would submit in the middle of a polygon.
      event.preventDefault();
      this.#step(this.#editor.close());
    });
    buildWorkbench(this, {
      tools: [
        this.#close,
        // What is cut out has an inside.
        ...(this.#kind.rules.isClosed ? [this.#cut, this.#simplify] : []),
        ...[this.#remove, this.#undo, this.#redo],
        ...zoomButtons(this.#stage),
      ],
      middle: this.#stage.element,
      side: [this.#palette.element, this.#list.element],
      keyboardHelp: words.keyboardHelp,
      status: this.#status,
    });
    this.#update();
    try {
      await this.#stage.load(this.getAttribute('src') ?? '');
    } catch {
      this.#imageFailed = true;
      return;
    }
    this.#cutOutDesk = new CutOutDesk(this.getAttribute('src') ?? '', this.#stage.size);
    const initial = this.jsonAttribute('initial-value');
    const polygons = this.#read(initial);
    if (initial !== undefined && this.#kind.tellsModified) this.#initial = JSON.stringify(polygons);
    this.#begin(this.#stage.size, polygons);
  }

  protected override relabelled(): void {
    this.#palette.replace(this.labels);
    this.#editor.label = this.#palette.chosen;
    this.#update();
  }

  #keyActions(): Record<string, (event: KeyboardEvent) => void> {
    const { polygons, selection } = this.#editor;
    const turn = (step: number) => {
      if (polygons.length > 0) this.#select(((selection?.polygon ?? (step > 0 ? -1 : 0)) + step) % polygons.length);
    };
    return {
      d: () => this.#tool.placeAtCursor(),
      c: () => this.#step(this.#editor.close()),
      x: () => this.#toggleCutOut(),
      s: () => this.#step(this.#editor.simplify()),
      v: (event) => this.#step(this.#editor.nextVertex(event.shiftKey ? -1 : 1)),
      i: () => this.#step(this.#editor.insertVertex()),
      ',': () => turn(polygons.length - 1),
      '.': () => turn(1),
      Delete: () => this.#removeLast(),
      Backspace: () => this.#removeLast(),
      Escape: () => {
        this.#editor.select(undefined);
        this.#tool.cancel();
      },
    };
  }

  #toggleCutOut(): void {
    if (!this.#kind.rules.isClosed) return;
    this.#tool.cancel();
    this.#tool.isCuttingOut = !this.#tool.isCuttingOut;
    if (this.#tool.isCuttingOut) this.#cutOutDesk?.warmUp();
    this.#step('nothing');
  }

  /** Adds the outline of the object in the box; an image that comes meanwhile is another element's. */
  async #cutOut(box: BoundingBox): Promise<void> {
    const editor = this.#editor;
    let problem = this.#words.cannotCutOut;
    try {
      const found = await this.#cutOutDesk?.cut(box);
      if (this.#editor !== editor) return;
      if (found && this.#step(editor.add(outlineOf(found)))) return;
      problem = this.#words.nothingCutOut;
    } catch {
      // The image's server does not let its pixels be read.
    }
    this.#status.textContent = problem;
  }

  #removeLast(): void {
    this.#step(this.#editor.drawn.length > 0 ? this.#editor.undo() : this.#editor.remove());
  }

  #read(value: unknown): DrawnPolygon[] {
    return readOutlines(value, this.#kind.field, this.#kind.rules);
  }

  #begin(size: Size, polygons: readonly DrawnPolygon[]): void {
    this.#editor = new PolygonEditor(size, polygons, this.#palette.chosen, this.#kind.rules);
    this.#update();
  }

  #chooseLabel(label: string): void {
    this.#step(this.#editor.relabel(label));
    this.#status.textContent = this.#words.chosenLabel(label);
  }

  #select(polygon: number): void {
    this.#editor.select({ polygon });
    this.#step('selected');
  }

  #step(outcome: ClickOutcome): true {
    if (outcome === 'changed') this.changed();
    const { shown, selection, drawn, polygons } = this.#editor;
    const selected = selection && shown[selection.polygon];
    const vertex = selection?.vertex;
    const words = this.#words;
    if (outcome === 'refused') this.#status.textContent = words.refused;
    else if (drawn.length > 0) this.#status.textContent = words.vertices(drawn.length);
    else if (this.#tool.isCuttingOut && outcome === 'nothing') this.#status.textContent = words.cuttingOut;
    else if (selected && vertex !== undefined)
      this.#status.textContent = words.vertex(vertex + 1, selected.vertices[vertex]!.x, selected.vertices[vertex]!.y);
    else if (selected) this.#status.textContent = words.selected(selected.label, selected.vertices.length);
    else this.#status.textContent = words.count(polygons.length);
    this.#update();
    return true;
  }

  #update(): void {
    const { polygons, selection, selected, drawn, canUndo, canRedo, label } = this.#editor;
    this.#list.update(polygons, selection?.polygon);
    this.#palette.mark(selected?.label ?? label);
    this.#undo.disabled = !canUndo;
    this.#redo.disabled = !canRedo;
    this.#remove.disabled = !selected;
    this.#simplify.disabled = !selected;
    this.#cut.ariaPressed = String(this.#tool.isCuttingOut);
    this.#close.disabled = drawn.length < this.#kind.rules.fewest;
    this.#stage.repaint();
  }
}
