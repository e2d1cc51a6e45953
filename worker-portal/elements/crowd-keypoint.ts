import { ColouredLabels } from './coloured-labels.ts';
import { type Carry, CrowdElement, type Shortcut } from './crowd-element.ts';
import { handleImageKey, stageShortcuts, zoomButtons } from './image-controls.ts';
import { ImageStage, type StageCarry } from './image-stage.ts';
import { imageWords } from './image-words.ts';
import { buildWorkbench } from './image-workbench.ts';
import { type DrawnPoint, KeypointEditor, type PointRules, readKeypoints } from './keypoint/keypoint-editor.ts';
import { KeypointList } from './keypoint/keypoint-list.ts';
import { KeypointTool } from './keypoint/keypoint-tool.ts';
import { keypointWords } from './keypoint/keypoint-words.ts';
import { toolButton } from './tool-button.ts';
import type { Size } from './viewport.ts';

/** What crowd-keypoint submits, spelled as Ground Truth spells it. */
export interface KeypointAnswer {
  inputImageProperties: { height: number; width: number };
  keypoints: DrawnPoint[];
}

/**
 * `<crowd-keypoint>`: named points on an image, by mouse, touch or keyboard alone; answers as Ground Truth's does. With
 * `skeleton` (pairs of labels that are joined by a line) an object has one point of each label, which may be hidden
 * (`visible: false`); with `several-objects` each point says its `object`.
 */
export class CrowdKeypoint extends CrowdElement {
  #words = { ...imageWords(), ...keypointWords() };
  #palette = new ColouredLabels((label) => this.#chooseLabel(label));
  #editor = new KeypointEditor({ width: 0, height: 0 }, [], '');
  #edges: ReadonlyArray<readonly [string, string]> = [];
  #tool: KeypointTool = new KeypointTool({
    editor: () => this.#editor,
    scale: () => this.#stage.view.scale,
    colourOf: (label) => this.#palette.colourOf(label),
    edges: () => this.#edges,
    image: () => this.#stage.image,
    repaint: () => this.#stage.repaint(),
    onStep: () => this.#step(),
  });
  #stage = new ImageStage(this.#tool, this.#words.stage, 'keyboard-help');
  #list = new KeypointList(
    (label) => this.#palette.colourOf(label),
    (index) => this.#select(index),
  );
  #status = document.createElement('p');
  #undo = toolButton(this.#words.undo, () => this.#step(this.#editor.undo()), 'Ctrl Z');
  #redo = toolButton(this.#words.redo, () => this.#step(this.#editor.redo()), 'Ctrl Y');
  #hide = toolButton(this.#words.toggleVisible, () => this.#step(this.#editor.toggleVisible()), 'V');
  #skip = toolButton(this.#words.skip, () => this.#skipLabel(), 'S');
  #newObject = toolButton(this.#words.newObject, () => this.#beginObject(), 'N');
  #remove = toolButton(this.#words.remove, () => this.#step(this.#editor.remove()), 'Del');
  #imageFailed = false;

  override get value(): KeypointAnswer | undefined {
    const { width, height } = this.#stage.size;
    if (width === 0) return undefined;
    const keypoints = this.#editor.points.map(({ label, x, y, visible, object }) => ({
      ...{ label, x, y },
      ...(visible === false && { visible }),
      ...(object !== undefined && { object }),
    }));
    return { inputImageProperties: { height, width }, keypoints };
  }

  override restore(value: unknown): void {
    this.#begin(this.#stage.size, readKeypoints(value));
  }

  override get problem(): string {
    return this.#imageFailed ? this.#words.imageMissing : '';
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
      { keys: ', .', does: words.selectPoint },
      { keys: 'Delete', does: words.remove },
      { keys: 'Esc', does: words.giveUp },
      ...(this.#rules.isSkeleton
        ? [
            { keys: 'V', does: words.toggleVisible },
            { keys: 'S', does: words.skip },
          ]
        : []),
      ...(this.#rules.hasObjects ? [{ keys: 'N', does: words.newObject }] : []),
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
        if (this.#editor.selection !== undefined) {
          this.#tool.nudged();
          this.#step(this.#editor.moveBy(by));
        } else this.#tool.moveCursor(by, view, stageSize, size);
      },
      actions: this.#keyActions(),
    });
  }

  protected override async build(): Promise<void> {
    const words = this.#words;
    this.#palette.replace(this.labels);
    this.#edges = readEdges(this.jsonAttribute('skeleton'));
    const { isSkeleton, hasObjects } = this.#rules;
    buildWorkbench(this, {
      tools: [
        ...(isSkeleton ? [this.#hide, this.#skip] : []),
        ...(hasObjects ? [this.#newObject] : []),
        this.#remove,
        this.#undo,
        this.#redo,
        ...zoomButtons(this.#stage),
      ],
      middle: this.#stage.element,
      side: [this.#palette.element, this.#list.element],
      keyboardHelp: isSkeleton ? `${words.skeletonHelp} ${words.keyboardHelp}` : words.keyboardHelp,
      status: this.#status,
    });
    this.#update();
    try {
      await this.#stage.load(this.getAttribute('src') ?? '');
    } catch {
      this.#imageFailed = true;
      return;
    }
    this.#begin(this.#stage.size, readKeypoints(this.jsonAttribute('initial-value')));
  }

  protected override relabelled(): void {
    this.#palette.replace(this.labels);
    this.#editor.label = this.#palette.chosen;
    this.#update();
  }

  #keyActions(): Record<string, () => void> {
    const { points, selection } = this.#editor;
    const turn = (step: number) => {
      if (points.length > 0) this.#select(((selection ?? (step > 0 ? -1 : 0)) + step + points.length) % points.length);
    };
    const { isSkeleton, hasObjects } = this.#rules;
    return {
      ...(isSkeleton && { v: () => this.#step(this.#editor.toggleVisible()), s: () => this.#skipLabel() }),
      ...(hasObjects && { n: () => this.#beginObject() }),
      d: () => this.#tool.placeAtCursor(),
      ',': () => turn(-1),
      '.': () => turn(1),
      Delete: () => this.#step(this.#editor.remove()),
      Backspace: () => this.#step(this.#editor.remove()),
      Escape: () => this.#select(undefined),
    };
  }

  #begin(size: Size, points: readonly DrawnPoint[]): void {
    this.#editor = new KeypointEditor(size, points, this.#palette.chosen, this.#rules);
    this.#update();
  }

  get #rules(): PointRules {
    const hasObjects = this.hasAttribute('several-objects');
    return { labels: this.labels, isSkeleton: hasObjects || this.hasAttribute('skeleton'), hasObjects };
  }

  #skipLabel(): void {
    this.#editor.skip();
    this.#step(false);
    this.#status.textContent = this.#words.next(this.#editor.label);
  }

  #beginObject(): void {
    this.#editor.beginObject();
    this.#step(false);
    this.#status.textContent = this.#words.next(this.#words.ofObject(this.#editor.object, this.#editor.label));
  }

  #chooseLabel(label: string): void {
    this.#step(this.#editor.relabel(label));
    this.#status.textContent = this.#words.chosenLabel(label);
  }

  #select(index: number | undefined): void {
    this.#editor.select(index);
    this.#step(false);
  }

  #step(isChanged = true): true {
    if (isChanged) this.changed();
    const { selected, points, label } = this.#editor;
    const said = selected
      ? this.#words.selected(selected.label, selected.x, selected.y)
      : this.#words.count(points.length);
    const next = this.#rules.isSkeleton ? `. ${this.#words.next(label)}` : '';
    this.#status.textContent = `${said}${selected?.visible === false ? `, ${this.#words.hidden}` : ''}${next}`;
    this.#update();
    return true;
  }

  #update(): void {
    const { points, selection, selected, canUndo, canRedo, label } = this.#editor;
    this.#list.update(points, selection);
    // In a skeleton the label that is set next is of more use than the one that was just set.
    this.#palette.mark(this.#rules.isSkeleton ? label : (selected?.label ?? label));
    this.#hide.disabled = !selected;
    this.#hide.ariaPressed = String(selected?.visible === false);
    this.#undo.disabled = !canUndo;
    this.#redo.disabled = !canRedo;
    this.#remove.disabled = !selected;
    this.#stage.repaint();
  }
}

/** Pairs of labels that are joined by a line; what is none is left out. */
const readEdges = (value: unknown) =>
  (Array.isArray(value) ? value : []).flatMap(
    (pair: unknown): Array<readonly [string, string]> =>
      Array.isArray(pair) && pair.length === 2 ? [[String(pair[0]), String(pair[1])]] : [],
  );
