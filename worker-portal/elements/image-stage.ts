import type { Point } from '../../shared/domain/shapes/point.ts';
import { ImageNotice } from './image-notice.ts';
import { fitted, isInSight, pinched, type Size, toImage, type View, zoomed } from './viewport.ts';

/**
 * What the person does on the image with one finger or the main button; points are image pixels, fractions included.
 */
export interface StageTool {
  press(point: Point, event: PointerEvent): void;
  drag(point: Point, event: PointerEvent): void;
  release(point: Point, event: PointerEvent): void;
  /** What was begun is none: a second finger came, or the pointer was taken away. */
  cancel(): void;
  /** The pointer moves without a button. */
  hover?(point: Point): void;
  /** Draws over the image; the context counts in stage pixels. At most once a frame. */
  paint(context: CanvasRenderingContext2D, view: View): void;
}

/** What carries over to the next image. */
export interface StageCarry {
  view?: View;
  size?: Size;
  brightness: number;
  contrast: number;
  crosshair: boolean;
}

const WHEEL_STEP = 0.0015;
const PINCH_WHEEL_STEP = 0.01;
const KEY_ZOOM = 1.25;
const LIGHT_STEP = 0.1;

/**
 * An image that people zoom, pan and lighten, with a canvas over it that a tool draws on. `element` goes into a shadow
 * root that adopts `elementStyle`. What belongs to the image itself (a mask) is appended to `plane`, which moves and
 * grows with it.
 */
export class ImageStage {
  readonly element = document.createElement('div');
  readonly plane = document.createElement('div');
  readonly image = document.createElement('img');
  #canvas = document.createElement('canvas');
  #crosshair = document.createElement('div');
  #notice = new ImageNotice();
  #tool: StageTool;
  #view: View = { scale: 1, x: 0, y: 0 };
  #isFitted = true;
  #size: Size = { width: 0, height: 0 };
  #stageSize: Size = { width: 0, height: 0 };
  #light = { brightness: 1, contrast: 1 };
  #pointers = new Map<number, Point>();
  #gesture: 'tool' | { view: View; from: Point[] } | undefined;
  #spaceHeld = false;
  #frame = 0;

  /** @param label the stage's accessible name; @param describedBy id of the text that explains the keys */
  constructor(tool: StageTool, label: string, describedBy?: string) {
    this.#tool = tool;
    const { element } = this;
    element.className = 'stage';
    element.tabIndex = 0;
    element.setAttribute('role', 'application');
    element.setAttribute('aria-label', label);
    if (describedBy) element.setAttribute('aria-describedby', describedBy);
    this.plane.className = 'plane';
    this.image.alt = '';
    this.#crosshair.className = 'crosshair';
    this.#crosshair.hidden = true;
    this.plane.append(this.image);
    element.append(this.plane, this.#canvas, this.#crosshair, this.#notice.element);
    element.addEventListener('pointerdown', (event) => this.#press(event));
    element.addEventListener('pointermove', (event) => this.#move(event));
    element.addEventListener('pointerup', (event) => this.#lift(event, false));
    element.addEventListener('pointercancel', (event) => this.#lift(event, true));
    // A button let go outside of the frame is heard of by this, or by the next move without a button.
    element.addEventListener('lostpointercapture', (event) => this.#lift(event, false));
    element.addEventListener('contextmenu', (event) => event.preventDefault());
    element.addEventListener('wheel', (event) => this.#wheel(event), { passive: false });
    element.addEventListener('keyup', ({ key }) => key === ' ' && this.#holdSpace(false));
    element.addEventListener('blur', () => this.#holdSpace(false));
    new ResizeObserver(() => this.#resized()).observe(element);
  }

  /** Natural size; 0 × 0 until loaded. */
  get size(): Size {
    return this.#size;
  }

  get view(): View {
    return this.#view;
  }

  /** Stage pixels. */
  get stageSize(): Size {
    return this.#stageSize;
  }

  /** Loads and decodes. @throws when the image cannot be loaded */
  async load(source: string): Promise<void> {
    this.#notice.loading();
    this.image.src = source;
    try {
      await this.image.decode();
    } catch (error) {
      this.#notice.failed();
      throw error;
    }
    this.#notice.done();
    this.#size = { width: this.image.naturalWidth, height: this.image.naturalHeight };
    this.#resized();
    this.fit();
  }

  fit(): void {
    if (!this.#size.width || !this.#stageSize.width) return;
    this.#isFitted = true;
    this.#look(fitted(this.#size, this.#stageSize));
  }

  /** @param at stage pixels; the middle if missing */
  zoom(factor: number, at: Point = { x: this.#stageSize.width / 2, y: this.#stageSize.height / 2 }): void {
    this.#isFitted = false;
    this.#look(zoomed(this.#view, factor, at));
  }

  /**
   * Keys that all images have in common: + - 0 zoom, space pans, [ ] and { } brightness and contrast, \ back, X
   * crosshair.
   */
  handleKey(event: KeyboardEvent): boolean {
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    const { key } = event;
    if (key === '+' || key === '=') this.zoom(KEY_ZOOM);
    else if (key === '-') this.zoom(1 / KEY_ZOOM);
    else if (key === '0') this.fit();
    else if (key === '[' || key === ']') this.#lighten('brightness', key === ']' ? LIGHT_STEP : -LIGHT_STEP);
    else if (key === '{' || key === '}') this.#lighten('contrast', key === '}' ? LIGHT_STEP : -LIGHT_STEP);
    else if (key === '\\') this.#setLight({ brightness: 1, contrast: 1 });
    else if (key.toLowerCase() === 'x') this.#crosshair.hidden = !this.#crosshair.hidden;
    else if (key === ' ') this.#holdSpace(true);
    else return false;
    return true;
  }

  get carry(): StageCarry {
    return {
      ...(!this.#isFitted && { view: this.#view, size: this.#size }),
      ...this.#light,
      crosshair: !this.#crosshair.hidden,
    };
  }

  /** Looks at this image as at the one before; at the same place only if it is as large. */
  takeOver({ view, size, brightness, contrast, crosshair }: StageCarry): void {
    this.#setLight({ brightness, contrast });
    this.#crosshair.hidden = !crosshair;
    const isAsLarge = size?.width === this.#size.width && size.height === this.#size.height;
    if (!view || !isAsLarge || !isInSight(view, this.#size, this.#stageSize)) return;
    this.#isFitted = false;
    this.#look(view);
  }

  /** Draws soon; any number of calls within a frame are one. */
  repaint(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#draw();
    });
  }

  #draw(): void {
    const { scale, x, y } = this.#view;
    this.plane.style.transform = `translate(${x}px, ${y}px) scale(${scale})`;
    const context = this.#canvas.getContext('2d')!;
    const ratio = devicePixelRatio;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, this.#stageSize.width, this.#stageSize.height);
    if (this.#size.width > 0) this.#tool.paint(context, this.#view);
  }

  #look(view: View): void {
    this.#view = view;
    this.repaint();
  }

  #resized(): void {
    const { clientWidth: width, clientHeight: height } = this.element;
    if (width === this.#stageSize.width && height === this.#stageSize.height) return;
    this.#stageSize = { width, height };
    this.#canvas.width = Math.round(width * devicePixelRatio);
    this.#canvas.height = Math.round(height * devicePixelRatio);
    if (this.#isFitted) this.fit();
    this.repaint();
  }

  #lighten(what: 'brightness' | 'contrast', by: number): void {
    this.#setLight({ ...this.#light, [what]: Math.min(3, Math.max(0.2, this.#light[what] + by)) });
  }

  #setLight(light: { brightness: number; contrast: number }): void {
    this.#light = light;
    const isPlain = light.brightness === 1 && light.contrast === 1;
    this.image.style.filter = isPlain ? '' : `brightness(${light.brightness}) contrast(${light.contrast})`;
  }

  #holdSpace(isHeld: boolean): void {
    this.#spaceHeld = isHeld;
    this.element.classList.toggle('panning', isHeld);
  }

  #at(event: PointerEvent | WheelEvent): Point {
    const { left, top } = this.element.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  }

  #press(event: PointerEvent): void {
    this.element.focus({ preventScroll: true });
    this.element.setPointerCapture(event.pointerId);
    const at = this.#at(event);
    this.#pointers.set(event.pointerId, at);
    if (this.#pointers.size === 2) {
      if (this.#gesture === 'tool') this.#tool.cancel();
      this.#gesture = { view: this.#view, from: [...this.#pointers.values()] };
    } else if (event.button !== 0 || this.#spaceHeld) {
      this.#gesture = { view: this.#view, from: [at] };
    } else {
      this.#gesture = 'tool';
      this.#tool.press(toImage(this.#view, at), event);
    }
  }

  #move(event: PointerEvent): void {
    const at = this.#at(event);
    if (!this.#crosshair.hidden) {
      this.#crosshair.style.setProperty('--x', `${at.x}px`);
      this.#crosshair.style.setProperty('--y', `${at.y}px`);
    }
    const isReleased = event.buttons === 0 && event.pointerType === 'mouse';
    if (isReleased) this.#lift(event, false);
    if (!this.#pointers.has(event.pointerId)) {
      this.#tool.hover?.(toImage(this.#view, at));
      return;
    }
    this.#pointers.set(event.pointerId, at);
    if (this.#gesture === 'tool') this.#tool.drag(toImage(this.#view, at), event);
    else if (this.#gesture) this.#follow(this.#gesture);
  }

  #follow({ view, from }: { view: View; from: Point[] }): void {
    this.#isFitted = false;
    const [a, b] = [...this.#pointers.values()];
    const [fromA, fromB] = from;
    if (a && b && fromA && fromB) this.#look(pinched(view, [fromA, fromB], [a, b]));
    else if (a && fromA && !fromB) this.#look({ ...view, x: view.x + a.x - fromA.x, y: view.y + a.y - fromA.y });
  }

  #lift(event: PointerEvent, isCancelled: boolean): void {
    if (!this.#pointers.delete(event.pointerId)) return;
    const gesture = this.#gesture;
    // After a pinch, the finger that is left draws nothing.
    if (this.#pointers.size === 0) this.#gesture = undefined;
    if (gesture !== 'tool') return;
    if (isCancelled) this.#tool.cancel();
    else this.#tool.release(toImage(this.#view, this.#at(event)), event);
  }

  #wheel(event: WheelEvent): void {
    event.preventDefault();
    const step = event.ctrlKey ? PINCH_WHEEL_STEP : WHEEL_STEP;
    this.zoom(Math.exp(-event.deltaY * step), this.#at(event));
  }
}
