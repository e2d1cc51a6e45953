import type { BoundingBox } from '../../shared/domain/shapes/bounding-box.ts';
import { background } from './backgrounds.ts';
import { Canvas, NOBODY, type Surface } from './canvas.ts';
import { clutterItem, occluder } from './clutter.ts';
import {
  type BadgeRaster,
  decoy,
  LOGO_LABELS,
  type LogoColours,
  type LogoLabel,
  logoRaster,
  PART,
  RASTER_SIZE,
  variedColours,
} from './logos.ts';
import { type Placement, type Pose, place } from './plane-geometry.ts';
import type { RandomChoices } from './random-choices.ts';
import { BACKGROUNDS, IMAGE_HEIGHT, IMAGE_WIDTH, RANGES, type SampleSet } from './ranges.ts';

/** A labeled box: the visible part, in whole pixels. */
export type LabeledBox = BoundingBox & { label: LogoLabel };

interface PlacedLogo {
  label: LogoLabel;
  owner: number;
  /** Pixels it would show if nothing hid it. */
  wholePixels: number;
}

/** A cluttered scene with logos, before the camera. Returns the picture and its exact truth. */
export function composeScene(set: SampleSet, random: RandomChoices): { canvas: Canvas; truth: LabeledBox[] } {
  const canvas = new Canvas(IMAGE_WIDTH, IMAGE_HEIGHT);
  canvas.fill(background(random.pick(BACKGROUNDS[set]), random));
  for (let count = random.integer(RANGES.clutterBehind); count > 0; count--) {
    const item = clutterItem(random);
    const width = random.betweenLog(RANGES.clutterSize);
    const placement = place(somewhere(random, width, width * item.aspect));
    canvas.shade(shifted(placement, 3), 0.3);
    canvas.paint(item.surface, placement, NOBODY);
  }
  const taken: Placement[] = [];
  for (let count = random.integer(RANGES.decoys); count > 0; count--) {
    const { raster, colours } = decoy(random);
    putBadge(canvas, raster, colours, NOBODY, taken, random);
  }
  const logos: PlacedLogo[] = [];
  for (let count = random.integer(RANGES.logosPerImage); count > 0; count--) {
    const label = random.pick(LOGO_LABELS);
    const owner = logos.length + 1;
    const wholePixels = putBadge(canvas, logoRaster(label), variedColours(label, random), owner, taken, random);
    if (wholePixels) logos.push({ label, owner, wholePixels });
  }
  coverSome(canvas, logos, random);
  const truth = logos.flatMap(({ label, owner }) => {
    const box = canvas.visibleBox(owner);
    return box ? [{ label, left: box.left, top: box.top, width: box.width, height: box.height }] : [];
  });
  return { canvas, truth };
}

function somewhere(random: RandomChoices, width: number, height: number): Pose {
  return {
    centreX: random.between([0, IMAGE_WIDTH]),
    centreY: random.between([0, IMAGE_HEIGHT]),
    width,
    height,
    rotation: random.between([-180, 180]),
    tiltX: random.between(RANGES.tilt),
    tiltY: random.between(RANGES.tilt),
  };
}

const ATTEMPTS = 20;

/** Paints a badge where it overlaps no other one. Returns the pixels it covers, 0 when there was no room. */
function putBadge(
  canvas: Canvas,
  raster: BadgeRaster,
  colours: LogoColours,
  owner: number,
  taken: Placement[],
  random: RandomChoices,
): number {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const size = random.betweenLog(RANGES.logoSize);
    // A badge cut by the edge keeps its visible share if at most 30 % of one side lies outside.
    const margin = size * 0.2;
    const placement = place({
      centreX: random.between([margin, IMAGE_WIDTH - margin]),
      centreY: random.between([margin, IMAGE_HEIGHT - margin]),
      width: size,
      height: size,
      rotation: random.between(RANGES.rotation),
      tiltX: random.between(RANGES.tilt),
      tiltY: random.between(RANGES.tilt),
    });
    if (taken.some((other) => overlaps(other, placement)) || shareInside(placement) < 0.75) continue;
    taken.push(placement);
    canvas.shade(shifted(placement, size * 0.05), 0.35);
    return canvas.paint(badgeSurface(raster, colours, random.between(RANGES.gloss)), placement, owner);
  }
  return 0;
}

const overlaps = (a: Placement, b: Placement) =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

function shareInside({ left, top, right, bottom }: Placement): number {
  const width = Math.min(right, IMAGE_WIDTH) - Math.max(left, 0);
  const height = Math.min(bottom, IMAGE_HEIGHT) - Math.max(top, 0);
  return width <= 0 || height <= 0 ? 0 : (width * height) / ((right - left) * (bottom - top));
}

/** The same placement some pixels to the lower right. */
function shifted(placement: Placement, pixels: number): Placement {
  const m = placement.toUnit;
  const toUnit = Float64Array.from(m);
  for (const row of [0, 3, 6]) toUnit[row + 2] = m[row + 2]! - pixels * (m[row]! + m[row + 1]!);
  const whole = Math.ceil(pixels);
  return {
    toUnit,
    left: placement.left,
    top: placement.top,
    right: placement.right + whole,
    bottom: placement.bottom + whole,
  };
}

function badgeSurface(raster: BadgeRaster, colours: LogoColours, gloss: number): Surface {
  const byPart = [colours.badge, colours.badge, colours.rim, colours.glyph];
  return (u, v, colour) => {
    const column = Math.floor(((u + 1) / 2) * RASTER_SIZE);
    const row = Math.floor(((v + 1) / 2) * RASTER_SIZE);
    const part = raster[row * RASTER_SIZE + column]!;
    if (part < PART.badge) return false;
    const paint = byPart[part]!;
    const highlight = gloss * Math.max(0, 1 - Math.abs(u + v + 0.7) * 1.6);
    for (let channel = 0; channel < 3; channel++) {
      const matt = paint[channel]!;
      colour[channel] = matt + (1 - matt) * highlight;
    }
    return true;
  };
}

/** Lays things over the logos, as long as each keeps its visible share. */
function coverSome(canvas: Canvas, logos: PlacedLogo[], random: RandomChoices): void {
  for (let count = random.integer(RANGES.clutterInFront); count > 0; count--) {
    const item = occluder(random);
    const width = random.betweenLog([40, 160]);
    const placement = place(somewhere(random, width, width * item.aspect));
    const hidden = canvas.hiddenBy(item.surface, placement);
    const tooMuch = logos.some(({ owner, wholePixels }) => {
      const visible = canvas.visibleBox(owner)?.pixels ?? 0;
      return visible - (hidden.get(owner) ?? 0) < RANGES.visibleShare * wholePixels;
    });
    if (tooMuch && hidden.size) continue;
    canvas.shade(shifted(placement, 4), 0.25);
    canvas.paint(item.surface, placement, NOBODY);
  }
}
