import type { FrameBox } from '../../shared/domain/tracks/track.ts';
import { middleBox, moved, resized } from './bounding-box/box-geometry.ts';
import { BoxTool } from './bounding-box/box-tool.ts';
import { ColouredLabels } from './coloured-labels.ts';
import { CrowdElement, type Shortcut } from './crowd-element.ts';
import { stageShortcuts, undoOrRedo, zoomButtons } from './image-controls.ts';
import { ImageStage } from './image-stage.ts';
import { imageWords } from './image-words.ts';
import { buildWorkbench } from './image-workbench.ts';
import { toolButton } from './tool-button.ts';
import { type AttributeDefinition, AttributeFields, readDefinitions } from './video/attribute-fields.ts';
import { FrameImages } from './video/frame-images.ts';
import { FramePlayer } from './video/frame-player.ts';
import { Timeline } from './video/timeline.ts';
import { answeredTracks, readFrameAttributes, readTracks, type VideoFramesAnswer } from './video/track-answer.ts';
import { TrackBoard } from './video/track-board.ts';
import { trackForward } from './video/track-forward.ts';
import { TrackList } from './video/track-list.ts';
import { videoWords } from './video/video-words.ts';

const STYLE = `
.film { display: grid; grid-template-rows: minmax(0, 1fr) auto auto; gap: 5px; min-height: 0; }
.film .controls { display: flex; flex-wrap: wrap; gap: 4px; align-items: center; }
.film .controls button { min-height: 28px; padding: 1px 8px; font-size: 13px; }
.film output { font-variant-numeric: tabular-nums; min-width: 6em; text-align: center; }
.timeline input { width: 100%; margin: 0; display: block; accent-color: var(--accent); }
.timeline canvas { width: 100%; height: 78px; display: block; background: var(--card); border-radius: 6px; cursor: pointer; touch-action: none; }
aside > .boxes { flex: 1 1 0; min-height: 6rem; overflow: auto; align-content: start; }
.attributes { border: 1px solid var(--line); border-radius: 6px; margin: 0; padding: 4px 8px; display: grid; gap: 4px; }
.attributes label { display: grid; grid-template-columns: 1fr 1fr; gap: 6px; align-items: center; font-size: 13px; }
.attributes input, .attributes select { font: inherit; min-width: 0; color: inherit; background: var(--paper); border: 1px solid var(--line); border-radius: 4px; }
`;

const FRAMES_PER_SECOND = 12;
const MANY_FRAMES = 10;

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
  #place = document.createElement('output');
  #hint = document.createElement('p');
  #undo = toolButton(this.#words.undo, () => this.#board.undo(), 'Ctrl Z');
  #redo = toolButton(this.#words.redo, () => this.#board.redo(), 'Ctrl Y');
  #remove = toolButton(this.#words.remove, () => this.#board.removeSelected(), 'Del');
  #keyframe = toolButton(this.#words.keyframe, () => this.#board.toggleKeyframe(), 'K');
  #outside = toolButton(this.#words.outside, () => this.#board.toggleOutside(), 'O');
  #occluded = toolButton(this.#words.occluded, () => this.#board.toggleOccluded(), 'V');
  #track = toolButton(this.#words.track, () => this.#trackOn(), 'T');
  #copy = toolButton(this.#words.copy, () => this.#copyOn(), 'C');
  #play = toolButton(this.#words.play, () => this.#playOrPause(), 'P');
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
    const words = this.#words;
    return [
      { keys: '← →', does: words.step },
      { keys: 'Home End', does: words.ends },
      { keys: 'P', does: `${words.play} / ${words.pause}` },
      { keys: 'U', does: words.unlabeled },
      { keys: '1 – 9', does: words.chooseLabel },
      { keys: 'N', does: words.addBox },
      { keys: ', .', does: words.select },
      { keys: 'Ctrl ← ↑ → ↓', does: words.nudge },
      { keys: 'K', does: words.keyframe },
      { keys: 'O', does: words.outside },
      { keys: 'V', does: words.occluded },
      { keys: 'T', does: words.track },
      { keys: 'C', does: words.copy },
      { keys: 'Delete', does: words.remove },
      { keys: 'Ctrl Z / Ctrl Y', does: `${words.undo} / ${words.redo}` },
      ...stageShortcuts(),
    ];
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
      tools: [this.#undo, this.#redo, this.#remove, ...this.#frameTools(), ...zoomButtons(this.#stage)],
      middle: this.#film(),
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

  #frameTools(): HTMLElement[] {
    return [this.#keyframe, this.#outside, this.#occluded, this.#copy, this.#track];
  }

  #film(): HTMLElement {
    const { previous, next, unlabeled } = this.#words;
    const film = document.createElement('div');
    film.className = 'film';
    const controls = document.createElement('div');
    controls.className = 'controls';
    const back = toolButton('‹', () => this.#jump(this.#board.frame - 1), '←');
    back.ariaLabel = previous;
    const forth = toolButton('›', () => this.#jump(this.#board.frame + 1), '→');
    forth.ariaLabel = next;
    controls.append(
      back,
      this.#play,
      forth,
      this.#place,
      toolButton(unlabeled, () => this.#jumpToUnlabeled(), 'U'),
    );
    film.append(this.#stage.element, controls, this.#timeline.element);
    return film;
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
    if (event.ctrlKey || event.metaKey) return this.#nudge({ x, y }, event.shiftKey);
    if (x === 0) return false;
    this.#jump(event.shiftKey ? this.#keyframeBeside(x) : this.#board.frame + x);
    return true;
  }

  #nudge(direction: { x: number; y: number }, isResize: boolean): boolean {
    const { selected, image } = this.#board;
    if (!selected) return false;
    const length = Math.max(1, Math.round(1 / this.#stage.view.scale));
    const by = { x: direction.x * length, y: direction.y * length };
    const corner = { x: selected.left + selected.width + by.x, y: selected.top + selected.height + by.y };
    const next = isResize ? resized(selected, 'se', corner, image) : moved(selected, by, image);
    this.#board.replace(next, `nudge ${selected.id} ${this.#board.frame}`);
    return true;
  }

  /** The selected object's keyframe before or after the frame in sight; without one ten frames on. */
  #keyframeBeside(step: number): number {
    const { frame, selectedTrack } = this.#board;
    const frames = selectedTrack?.keyframes.map((keyframe) => keyframe.frame) ?? [];
    const beside = step > 0 ? frames.find((each) => each > frame) : frames.findLast((each) => each < frame);
    return beside ?? frame + step * MANY_FRAMES;
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

  #showPicture(): void {
    const { frame } = this.#board;
    const image = this.#images.at(frame);
    const context = this.#picture.getContext('2d')!;
    this.#picture.style.filter = this.#stage.image.style.filter;
    if (image) context.drawImage(image, 0, 0, this.#picture.width, this.#picture.height);
    else if (this.#images.hasFailed(frame)) {
      context.fillStyle = '#2b3036';
      context.fillRect(0, 0, this.#picture.width, this.#picture.height);
      this.#status.textContent = this.#words.frameMissing;
    }
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
    const { tracks, selected, selectedTrack, frame, frameCount, label, canUndo, canRedo } = this.#board;
    const words = this.#words;
    this.#list.update(tracks, selectedTrack?.id, words.keyframes);
    this.#palette.mark(selectedTrack?.label ?? label);
    this.#count.textContent = words.objects(tracks.length);
    this.#place.textContent = words.at(frame + 1, frameCount);
    const isKeyframe = selectedTrack?.keyframes.some((keyframe) => keyframe.frame === frame) === true;
    this.#keyframe.ariaPressed = String(isKeyframe);
    this.#outside.ariaPressed = String(selectedTrack !== undefined && !selected);
    const before = selectedTrack?.keyframes.findLast((keyframe) => keyframe.frame <= frame);
    this.#occluded.ariaPressed = String(selected !== undefined && before?.isOccluded === true);
    for (const button of [this.#keyframe, this.#occluded, this.#copy, this.#track]) button.disabled = !selected;
    for (const button of [this.#outside, this.#remove]) button.disabled = !selectedTrack;
    this.#play.firstChild!.textContent = this.#player.isPlaying ? words.pause : words.play;
    this.#track.firstChild!.textContent = this.#isTracking ? words.stop : words.track;
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
