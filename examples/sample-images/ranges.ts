import type { Range } from './random-choices.ts';

export const IMAGE_WIDTH = 320;
export const IMAGE_HEIGHT = 240;

/** `drop` images are dropped and labeled; `test` images are never dropped: they only measure the model at the end. */
export type SampleSet = 'drop' | 'test';

/**
 * Everything that varies between sample images, and how far. Lengths in pixels of a 320x240 image, angles in degrees.
 */
export const RANGES = {
  logosPerImage: [2, 5],
  /** Side of the flat logo before tilting: 4x, each doubling equally likely. */
  logoSize: [32, 128],
  /** In the image plane. */
  rotation: [-22, 22],
  /** Out of the image plane, about each axis. */
  tilt: [-36, 36],
  /** A logo may reach over the image's edge or lie behind clutter, but at least this share of it stays visible. */
  visibleShare: 0.66,
  /** Degrees of hue; then factors of saturation and brightness, per logo. */
  hueShift: [-10, 10],
  saturation: [0.75, 1.1],
  brightness: [0.75, 1.1],
  /** Share of logos in their second colours: the glyph in the house colour on a light badge. */
  secondColours: 0.3,
  clutterBehind: [4, 11],
  clutterInFront: [1, 3],
  /** Badges with strange glyphs, in the logos' own colours: the detector must not fire on them. */
  decoys: [0, 2],
  clutterSize: [18, 110],
  /** Light falls off across the image by up to this share, in any direction. */
  lightFalloff: [0.05, 0.45],
  exposure: [0.78, 1.18],
  /** Red against blue gain: evening to shade. */
  colourTemperature: [-0.12, 0.12],
  vignette: [0, 0.35],
  /** Highlight on the logo's own surface. */
  gloss: [0, 0.35],
  /** Standard deviation of the lens blur. */
  blur: [0.3, 1.25],
  /** Share of images with motion blur, and its length. */
  motionBlurred: 0.15,
  motionBlur: [2, 5],
  /** Standard deviation of the sensor's noise, of 255. */
  noise: [2, 8],
  jpegQuality: [62, 90],
} as const satisfies Record<string, Range | number>;

/** No background of the one set occurs in the other. */
export const BACKGROUNDS = {
  drop: ['plaster', 'bricks', 'planks', 'bokeh', 'shelves'],
  test: ['tiles', 'fabric', 'pebbles', 'hills'],
} as const satisfies Record<SampleSet, readonly string[]>;

export type BackgroundName = (typeof BACKGROUNDS)[SampleSet][number];
