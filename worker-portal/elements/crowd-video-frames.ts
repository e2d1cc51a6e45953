import type { FrameBox } from '../../shared/domain/tracks/track.ts';
import { middleBox } from './bounding-box/box-geometry.ts';
import { BoxTool } from './bounding-box/box-tool.ts';
import { ColouredLabels } from './coloured-labels.ts';
import { CrowdElement, type Shortcut } from './crowd-element.ts';
import { undoOrRedo, zoomButtons } from './image-controls.ts';
import { ImageStage } from './image-stage.ts';
import { imageWords } from './image-words.ts';
import { buildWorkbench } from './image-workbench.ts';
import { toolButton } from './tool-button.ts';
import { type AttributeDefinition, AttributeFields, readDefinitions } from './video/attribute-fields.ts';
import { FILM_STYLE, Film } from './video/film.ts';
import { FrameImages } from './video/frame-images.ts';
import { FramePlayer } from './video/frame-player.ts';
import { ObjectTools } from './video/object-tools.ts';
import { Timeline } from './video/timeline.ts';
import { answeredTracks, readFrameAttributes, readTracks, type VideoFramesAnswer } from './video/track-answer.ts';
import { TrackBoard } from './video/track-board.ts';
import { trackForward } from './video/track-forward.ts';
import { TrackList } from './video/track-list.ts';
import { videoShortcuts } from './video/video-shortcuts.ts';
import { videoWords } from './video/video-words.ts';

const STYLE = `${FILM_STYLE}aside > .boxes { flex: 1 1 0; min-height: 6rem; overflow: auto; align-content: start; }
.attributes { border: 1px solid var(--line); border-radius: 6px; margin: 0; padding: 4px 8px; display: grid; gap: 4px; }
.attributes label { display: grid; grid-template-columns: 1fr 1fr; gap: 6px; align-items: center; font-size: 13px; }
.attributes input, .attributes select { font: inherit; min-width: 0; color: inherit; background: var(--paper); border: 1px solid var(--line); border-radius: 4px; }
`;

const FRAMES_PER_SECOND = 12;
const MANY_FRAMES = 10;
/** The stage's own ground. */
const NO_PICTURE = '#2b3036';

/**
 * `<crowd-video-frames>`, an element of ours: objects followed through the frames of a sequence, by boxes at keyframes
 * with lines between them. Templates give `frames` (addresses of the images, in order), `labels`, and may give
 * `label-attributes`, `frame-attributes`, `frames-per-second` and `initial-value`.
 */
export class CrowdVideoFrames extends CrowdElement {
  #words = { ...imageWords(), ...videoWords() };
  #palette = new ColouredLabels((label) => this.#chooseLabel(label));
  #board = new TrackBoard(() => {
    this.#update();
    this.changed();
  });
  #tool = new BoxTool({
    board: this.#board,
    scale: () => this.#stage.view.scale,
    colourOf: (label) => this.#palette.colourOf(label),
    repaint: () => this.#stage.repaint(),
    onSelect: () => this.#update(),
    onClick: () => false,
  });
  #stage = new ImageStage(this.#tool, this.#words.stage, 'keyboard-help');
  #picture = document.createElement('canvas');
  #images = new FrameImages((frame) => frame === this.#board.frame && this.#showPicture());
  #player = new FramePlayer({
    perSecond: () => this.#perSecond,
    canShow: (frame) => this.#images.at(frame) !== undefined || this.#images.hasFailed(frame),
    show: (frame) => this.#seek(frame),
    onStop: () => this.#update(),
  });
  #timeline = new Timeline(this.#board, {
    name: this.#words.timeline,
    colourOf: (label) => this.#palette.colourOf(label),
    onSeek: (frame) => this.#jump(frame),
  });
  #list = new TrackList(
    (label) => this.#palette.colourOf(label),
    (id) => {
      this.#board.select(id);
      this.#update();
    },
  );
  #objectFields = new AttributeFields((name, value) => this.#board.setAttribute(name, value));
  #frameFields = new AttributeFields((name, value) => this.#board.setFrameAttribute(name, value));
  #labelAttributes: Record<string, AttributeDefinition[]> = {};
  #frameAttributes: AttributeDefinition[] = [];
  #status = document.createElement('p');
  #count = document.createElement('h3');
  #hint = document.createElement('p');
  #undo = toolButton(this.#words.undo, () => this.#board.undo(), 'Ctrl Z');
  #redo = toolButton(this.#words.redo, () => this.#board.redo(), 'Ctrl Y');
  #remove = toolButton(this.#words.remove, () => this.#board.removeSelected(), 'Del');
  #objectTools = new ObjectTools(this.#board, { copyOn: () => this.#copyOn(), trackOn: () => this.#trackOn() });
  #film = new Film(this.#stage.element, this.#timeline.element, {
    step: (by) => this.#jump(this.#board.frame + by),
    playOrPause: () => this.#playOrPause(),
    jumpToUnlabeled: () => this.#jumpToUnlabeled(),
  });
  #initial = '';
  #perSecond = FRAMES_PER_SECOND;
  #isTracking = false;
  #imageFailed = false;

  override get value(): VideoFramesAnswer {
    const { width, height } = this.#stage.size;
    const tracks = answeredTracks(this.#board.tracks);
    return {
      tracks,
      frames: [...this.#board.frameAttributes]
        .filter(([, attributes]) => Object.keys(attributes).length > 0)
        .sort(([a], [b]) => a - b)
        .map(([frameNumber, frameAttributes]) => ({ frameNumber, frameAttributes })),
      inputImageProperties: { height, width },
      ...(this.#initial && { initialValueModified: JSON.stringify(tracks) !== this.#initial }),
    };
  }

  override restore(value: unknown): void {
    this.#reset(value);
  }

  override get problem(): string {
    if (this.#imageFailed) return this.#words.imageMissing;
    for (const { label, objectName, attributes } of this.#board.tracks) {
      const missing = this.#labelAttributes[label]?.find(({ name, isRequired }) => isRequired && !(name in attributes));
      if (missing) return this.#words.required(objectName, missing.name);
    }
    return '';
  }

  override activate(): void {
    this.#stage.element.focus({ preventScroll: true });
  }

  override get shortcuts(): readonly Shortcut[] {
    return videoShortcuts(this.#words);
  }

  override handleKey(event: KeyboardEvent): boolean {
    const travel = undoOrRedo(event);
    if (travel) return this.#board[travel]();
    if (event.altKey) return false;
    if (/^Arrow/.test(event.key)) return this.#arrow(event);
    if (event.ctrlKey || event.metaKey) return false;
    const act = this.#keyActions()[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (act) act();
    return act !== undefined || this.#palette.handleKey(event) || this.#stage.handleKey(event);
  }

  protected override async build(): Promise<void> {
    const words = this.#words;
    this.#palette.replace(this.labels);
    this.#board.label = this.#palette.chosen;
    const labelAttributes = this.jsonAttribute('label-attributes');
    if (typeof labelAttributes === 'object' && labelAttributes !== null)
      for (const [label, list] of Object.entries(labelAttributes)) this.#labelAttributes[label] = readDefinitions(list);
    this.#perSecond = Number(this.getAttribute('frames-per-second')) || FRAMES_PER_SECOND;
    this.#frameAttributes = readDefinitions(this.jsonAttribute('frame-attributes'));
    this.#hint.className = 'hint';
    this.#stage.element.append(this.#hint);
    this.#stage.plane.append(this.#picture);
    buildWorkbench(this, {
      tools: [this.#undo, this.#redo, this.#remove, ...this.#objectTools.buttons, ...zoomButtons(this.#stage)],
      middle: this.#film.element,
      side: [
        this.#palette.element,
        this.#objectFields.element,
        this.#frameFields.element,
        this.#count,
        this.#list.element,
      ],
      keyboardHelp: words.keyboardHelp,
      status: this.#status,
      style: STYLE,
    });
    await this.#open(this.namesAttribute('frames'));
  }

  async #open(sources: readonly string[]): Promise<void> {
    this.#board.frameCount = Math.max(1, sources.length);
    this.#images.open(sources);
    this.#update();
    try {
      await this.#stage.load(sources[0] ?? '');
    } catch {
      this.#imageFailed = true;
      return;
    }
    this.#board.image = this.#stage.size;
    [this.#picture.width, this.#picture.height] = [this.#stage.size.width, this.#stage.size.height];
    const initial = this.jsonAttribute('initial-value');
    this.#reset(initial);
    if (initial) this.#initial = JSON.stringify(answeredTracks(this.#board.tracks));
    this.#images.look(0);
  }

  #reset(value: unknown): void {
    const tracks = readTracks(value, this.#stage.size, this.#board.frameCount);
    this.#board.reset(tracks, readFrameAttributes(value));
    this.#update();
  }

  #keyActions(): Record<string, () => void> {
    const board = this.#board;
    return {
      n: () => board.add({ label: board.label, ...middleBox(this.#stage.view, this.#stage.stageSize, board.image) }),
      k: () => board.toggleKeyframe(),
      o: () => board.toggleOutside(),
      v: () => board.toggleOccluded(),
      t: () => this.#trackOn(),
      c: () => this.#copyOn(),
      p: () => this.#playOrPause(),
      u: () => this.#jumpToUnlabeled(),
      h: () => {
        this.#tool.isHidden = !this.#tool.isHidden;
        this.#stage.repaint();
      },
      Home: () => this.#jump(0),
      End: () => this.#jump(board.frameCount - 1),
      ',': () => this.#selectNext(-1),
      '.': () => this.#selectNext(1),
      Delete: () => board.removeSelected(),
      Backspace: () => board.removeSelected(),
      Escape: () => {
        this.#tool.cancel();
        this.#isTracking = false;
        board.select(undefined);
        this.#update();
      },
    };
  }

  #arrow(event: KeyboardEvent): boolean {
    const x = { ArrowLeft: -1, ArrowRight: 1 }[event.key] ?? 0;
    const y = { ArrowUp: -1, ArrowDown: 1 }[event.key] ?? 0;
    const board = this.#board;
    const length = Math.max(1, Math.round(1 / this.#stage.view.scale));
    if (event.ctrlKey || event.metaKey) return board.nudge({ x: x * length, y: y * length }, event.shiftKey);
    if (x === 0) return false;
    this.#jump(event.shiftKey ? (board.keyframeBeside(x) ?? board.frame + x * MANY_FRAMES) : board.frame + x);
    return true;
  }

  /** A person's step: playing ends. */
  #jump(frame: number): void {
    this.#player.stop();
    this.#seek(frame);
  }

  #seek(frame: number): void {
    const board = this.#board;
    board.frame = Math.min(board.frameCount - 1, Math.max(0, frame));
    if (this.#images.hasFailed(board.frame)) this.#images.retry(board.frame);
    this.#images.look(board.frame);
    this.#showPicture();
    this.#update();
  }

  /** The picture of the frame in sight; until it is there nothing, for a box drawn on another frame would be false. */
  #showPicture(): void {
    const { frame } = this.#board;
    const image = this.#images.at(frame);
    const context = this.#picture.getContext('2d')!;
    this.#picture.style.filter = this.#stage.image.style.filter;
    if (image) context.drawImage(image, 0, 0, this.#picture.width, this.#picture.height);
    else {
      context.fillStyle = NO_PICTURE;
      context.fillRect(0, 0, this.#picture.width, this.#picture.height);
    }
    if (this.#images.hasFailed(frame)) this.#say(this.#words.frameMissing);
  }

  #playOrPause(): void {
    const { frame, frameCount } = this.#board;
    if (this.#player.isPlaying) this.#player.stop();
    else this.#player.play(frame >= frameCount - 1 ? 0 : frame, frameCount - 1);
    this.#update();
  }

  #jumpToUnlabeled(): void {
    const frame = this.#board.nextUnlabeled;
    if (frame === undefined) this.#say(this.#words.allLabeled);
    else this.#jump(frame);
  }

  #copyOn(): void {
    if (this.#board.copyToNext()) this.#jump(this.#board.frame);
  }

  async #trackOn(): Promise<void> {
    const board = this.#board;
    const { selected, frame, frameCount, image } = board;
    if (this.#isTracking || !selected) {
      this.#isTracking = false;
      return;
    }
    this.#player.stop();
    this.#isTracking = true;
    this.#update();
    const found: FrameBox[] = [];
    try {
      const ended = await trackForward(
        selected,
        { from: frame, to: frameCount - 1, size: image },
        (each) => this.#images.load(each),
        (box) => {
          found.push(box);
          board.follow(selected.id, found, `follow ${selected.id} ${frame}`);
          this.#seek(box.frame);
          return this.#isTracking && this.isConnected;
        },
      );
      this.#say(ended.end === 'lost' ? this.#words.lost(ended.frame + 1) : this.#words.tracked(found.length));
    } catch {
      this.#say(this.#words.cannotRead);
    } finally {
      this.#isTracking = false;
      this.#update();
    }
  }

  #say(text: string): void {
    this.#status.textContent = text;
    this.#hint.textContent = text;
  }

  #selectNext(step: 1 | -1): void {
    this.#board.selectNext(step);
    this.#update();
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

  #update(): void {
    const { tracks, selectedTrack, frame, frameCount, label, canUndo, canRedo } = this.#board;
    const words = this.#words;
    this.#list.update(tracks, selectedTrack?.id, words.keyframes);
    this.#palette.mark(selectedTrack?.label ?? label);
    this.#count.textContent = words.objects(tracks.length);
    this.#objectTools.update(this.#isTracking);
    this.#film.update(frame, frameCount, this.#player.isPlaying);
    this.#remove.disabled = !selectedTrack;
    this.#undo.disabled = !canUndo;
    this.#redo.disabled = !canRedo;
    const { label: own = '', objectName = '', attributes = {} } = selectedTrack ?? {};
    this.#objectFields.update(objectName, this.#labelAttributes[own] ?? [], attributes);
    const ofFrame = this.#board.frameAttributes.get(frame) ?? {};
    this.#frameFields.update(words.ofFrame(frame + 1), this.#frameAttributes, ofFrame);
    this.#timeline.paint();
    this.#stage.repaint();
  }
}
