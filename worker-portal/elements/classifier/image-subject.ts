import type { Carry, Shortcut } from '../crowd-element.ts';
import { stageShortcuts, zoomButtons } from '../image-controls.ts';
import { ImageStage, type StageCarry, type StageTool } from '../image-stage.ts';
import { imageWords } from '../image-words.ts';
import { CategoryPicker } from './category-picker.ts';

const STAGE_STYLE = '.stage { cursor: default; }';

/** A classifier of an image that can be zoomed and panned. */
export abstract class ImageClassifier extends CategoryPicker {
  #isMissing = false;
  protected readonly stage = new ImageStage(this.stageTool, this.words.stage);

  /** What is shown over the image. */
  protected get stageTool(): StageTool {
    const nothing = () => {};
    return { press: nothing, drag: nothing, release: nothing, cancel: nothing, paint: nothing };
  }

  override get problem(): string {
    return this.#isMissing ? imageWords().imageMissing : super.problem;
  }

  override get shortcuts(): readonly Shortcut[] {
    return [...super.shortcuts, ...stageShortcuts()];
  }

  override get carry(): Carry {
    return { stage: this.stage.carry };
  }

  override takeOver({ stage }: Carry): void {
    this.stage.takeOver(stage as StageCarry);
  }

  override handleKey(event: KeyboardEvent): boolean {
    return super.handleKey(event) || this.stage.handleKey(event);
  }

  protected override buildSubject(): { middle: HTMLElement; tools: Node[]; side: HTMLElement[]; style: string } {
    return { middle: this.stage.element, tools: zoomButtons(this.stage), side: [], style: STAGE_STYLE };
  }

  protected override async loadSubject(): Promise<void> {
    try {
      await this.stage.load(this.getAttribute('src') ?? '');
    } catch {
      this.#isMissing = true;
    }
  }
}
