import { ImageClassifier } from './classifier/image-subject.ts';
import { type Overlay, overlayPicture, paintOverlayBoxes, readOverlay } from './classifier/overlay.ts';
import { COMMENT_STYLE, WorkerComment } from './classifier/worker-comment.ts';
import type { StageTool } from './image-stage.ts';

const OVERLAY_STYLE = '.overlay { mix-blend-mode: multiply; image-rendering: pixelated; }';

/** What crowd-image-classifier submits, spelled as Ground Truth spells it. */
export interface ImageClassifierAnswer {
  label: string;
  workerComment?: string;
}

/** `<crowd-image-classifier>`: one category for an image, or the verdict on a former job's labels that lie over it. */
export class CrowdImageClassifier extends ImageClassifier {
  protected override readonly isMultiple = false;
  #overlay: Overlay | undefined;
  #picture: HTMLImageElement | undefined;
  #comment: WorkerComment | undefined;

  override get value(): ImageClassifierAnswer | undefined {
    const [label] = this.chosen;
    if (label === undefined) return undefined;
    const workerComment = this.#comment?.text;
    return { label, ...(workerComment && { workerComment }) };
  }

  override restore(value: unknown): void {
    super.restore(value);
    const { workerComment } = (value ?? {}) as { workerComment?: unknown };
    if (this.#comment && typeof workerComment === 'string') this.#comment.text = workerComment;
  }

  protected override get stageTool(): StageTool {
    return {
      ...super.stageTool,
      paint: (context, view) => {
        if (this.#overlay?.kind === 'boxes') paintOverlayBoxes(context, view, this.#overlay, this.stage.size);
      },
    };
  }

  protected override buildSubject() {
    const subject = super.buildSubject();
    const region = this.querySelector(':scope > worker-comment');
    if (region)
      this.#comment = new WorkerComment(
        region,
        () => this.changed(),
        () => this.activate(),
      );
    this.#overlay = readOverlay(this.jsonAttribute('overlay'));
    if (this.#overlay?.kind === 'picture') {
      this.#picture = overlayPicture(this.#overlay.url);
      this.stage.plane.append(this.#picture);
    }
    return {
      ...subject,
      side: this.#comment ? [this.#comment.element] : [],
      style: subject.style + OVERLAY_STYLE + COMMENT_STYLE,
    };
  }

  protected override async loadSubject(): Promise<void> {
    await super.loadSubject();
    if (!this.#picture) return;
    this.#picture.width = this.stage.size.width;
    this.#picture.height = this.stage.size.height;
  }
}
