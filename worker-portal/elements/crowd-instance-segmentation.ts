import { isObject } from '../../shared/domain/answer-kinds/fields.ts';
import { labelColour } from '../../shared/domain/labeling/label-colours.ts';
import type { Shortcut } from './crowd-element.ts';
import { LabelList } from './label-list.ts';
import { BACKGROUND, type LabelMask, usedLabels } from './segmentation/label-mask.ts';
import { BACKGROUND_COLOUR, HEX_COLOUR, pictureAnswer, readPicture } from './segmentation/mask-answer.ts';
import { MaskElement, type PaintedPicture } from './segmentation/mask-element.ts';
import { ObjectList, type PaintedObject } from './segmentation/object-list.ts';
import { objectWords } from './segmentation/object-words.ts';
import { toolButton } from './tool-button.ts';

/** Colours of a palette PNG, less the background and one to spare. */
const MOST_OBJECTS = 254;

/** What crowd-instance-segmentation submits, spelled as Ground Truth spells it; only objects that have pixels. */
export interface InstanceSegmentationAnswer {
  inputImageProperties: { height: number; width: number };
  instances: PaintedObject[];
  labeledImage: { pngImageData: string };
}

/** `<crowd-instance-segmentation>`: a mask of its own for every object; answers as Ground Truth's does. */
export class CrowdInstanceSegmentation extends MaskElement<InstanceSegmentationAnswer> {
  #own = objectWords();
  #objects: PaintedObject[] = [];
  #painted: readonly number[] = [];
  #list = new ObjectList(this.#own, (number) => this.#select(number));
  #remove = toolButton(this.#own.remove, () => this.#removeObject(), 'Del');
  #change = toolButton(this.#own.changeLabel, () => this.#changeLabel(), 'L');

  override get shortcuts(): readonly Shortcut[] {
    const [choose, ...others] = super.shortcuts;
    return [
      { keys: choose!.keys, does: this.#own.chooseLabel },
      { keys: 'N', does: this.#own.newObjectHow },
      { keys: 'L', does: this.#own.changeLabelHow },
      { keys: 'J K', does: this.#own.select },
      { keys: 'Delete', does: this.#own.removeHow },
      ...others,
    ];
  }

  override handleKey(event: KeyboardEvent): boolean {
    if (super.handleKey(event)) return true;
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    const act = {
      n: () => this.#beginObject(this.labelList.chosen),
      l: () => this.#changeLabel(),
      j: () => this.#turn(-1),
      k: () => this.#turn(1),
      Delete: () => this.#removeObject(),
      Backspace: () => this.#removeObject(),
    }[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    act?.();
    return act !== undefined;
  }

  protected override buildSide(): HTMLElement[] {
    this.words.keyboardHelp = this.#own.keyboardHelp;
    const colours = this.labels.map((_, index) => labelColour(index));
    this.labelList = new LabelList(this.labels, colours, (index) => this.chooseLabel(index));
    const begin = toolButton(this.#own.newObject, () => this.#beginObject(this.labelList.chosen), 'N');
    const buttons = document.createElement('div');
    buttons.className = 'tools';
    buttons.append(begin, this.#change, this.#remove);
    this.#beginObject(0);
    return [this.labelList.element, buttons, this.#list.element];
  }

  protected override begin(value: unknown): PaintedPicture | undefined {
    if (!isObject(value) || !Array.isArray(value.instances)) return undefined;
    const picture = readPicture(value);
    if (!picture) return undefined;
    const objects = new Map<string, PaintedObject>();
    for (const { color, label } of value.instances.filter(isObject))
      if (typeof color === 'string' && HEX_COLOUR.test(color) && typeof label === 'string')
        objects.set(color.toLowerCase(), { color: color.toLowerCase(), label });
    objects.delete(BACKGROUND_COLOUR);
    this.#objects = [...objects.values()].slice(0, MOST_OBJECTS - 1);
    this.#painted = [...this.#objects.keys()].map((at) => at + 1);
    const colours = this.#palette();
    this.#beginObject(this.labelList.chosen);
    return { picture, colours };
  }

  protected override answerOf(mask: LabelMask): InstanceSegmentationAnswer {
    const instances = usedLabels(mask).map((number) => this.#objects[number - 1]!);
    return { ...pictureAnswer(mask, this.colours), instances: instances.map(({ color, label }) => ({ color, label })) };
  }

  /** Objects keep the labels that they have; the next one gets one of these. */
  protected override relabelled(): void {
    const colours = this.labels.map((_, index) => labelColour(index));
    this.labelList.replace(this.labels, colours);
    this.chooseLabel(this.labelList.chosen);
  }

  /** Another object, but for one that has no pixel yet: that gets the label. */
  protected override chooseLabel(index: number): void {
    if (this.#painted.includes(this.number)) this.#beginObject(index);
    else this.#relabel(this.labels[index] ?? '');
  }

  protected override showPainted(mask: LabelMask): void {
    this.#painted = usedLabels(mask);
    const isPainted = this.#painted.includes(this.number);
    this.#remove.disabled = !isPainted;
    this.#change.disabled = !isPainted;
    this.#list.update(this.#objects, this.#painted, this.number);
  }

  #palette(): string[] {
    return [BACKGROUND_COLOUR, ...this.#objects.map(({ color }) => color)];
  }

  #beginObject(index: number): void {
    const label = this.labels[index] ?? '';
    const isUnused = this.#objects.length > 0 && !this.#painted.includes(this.#objects.length);
    if (isUnused) this.#objects.pop();
    else if (this.#objects.length === MOST_OBJECTS) {
      this.paintWith(this.number, this.#own.tooMany);
      return;
    }
    const taken = new Set(this.#objects.map(({ color }) => color));
    let next = this.#objects.length;
    while (taken.has(labelColour(next))) next++;
    this.#objects.push({ label, color: labelColour(next) });
    this.colours = this.#palette();
    this.paintWith(this.#objects.length, this.#own.painting(label));
  }

  #select(number: number): void {
    const { label } = this.#objects[number - 1]!;
    this.labelList.mark(this.labels.indexOf(label));
    this.paintWith(number, this.#own.painting(label));
  }

  #turn(step: number): void {
    const count = this.#painted.length;
    const at = this.#painted.indexOf(this.number);
    if (count > 0) this.#select(this.#painted[at < 0 ? (step > 0 ? 0 : count - 1) : (at + step + count) % count]!);
  }

  #changeLabel(): void {
    const { label } = this.#objects[this.number - 1]!;
    const index = (this.labels.indexOf(label) + 1) % this.labels.length;
    this.labelList.mark(index);
    this.#relabel(this.labels[index] ?? '');
  }

  #relabel(label: string): void {
    this.#objects[this.number - 1]!.label = label;
    this.paintWith(this.number, this.#own.painting(label));
    if (this.#painted.includes(this.number)) this.renumbered();
  }

  #removeObject(): void {
    const { number } = this;
    if (this.#painted.includes(number)) this.repaint((pixel) => (pixel === number ? BACKGROUND : pixel));
  }
}
