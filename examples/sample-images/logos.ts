import { hsv, type Rgb, scaled } from './colours.ts';
import { circle, either, type Inside, polygon, regularPolygon, roundedRectangle, without } from './plane-geometry.ts';
import type { RandomChoices } from './random-choices.ts';
import { RANGES } from './ranges.ts';

/** The classes of the sample images, in the order of their class ids. */
export const LOGO_LABELS = ['bolt', 'leaf', 'wave', 'crown'] as const;
export type LogoLabel = (typeof LOGO_LABELS)[number];

/** The colours of a logo's parts. */
export interface LogoColours {
  badge: Rgb;
  rim: Rgb;
  glyph: Rgb;
}

interface Logo {
  badge: Inside;
  /** The badge without its rim. */
  field: Inside;
  glyph: Inside;
  /** Hue, saturation, value of the house colour and of the glyph on it. */
  house: readonly [number, number, number];
  accent: readonly [number, number, number];
}

/** The lens where two circles meet, standing on the diagonal, less its vein. */
const leafBlade: Inside = (u, v) => {
  const along = (u - v) / Math.SQRT2;
  const across = (u + v) / Math.SQRT2;
  const blade = along ** 2 + (Math.abs(across) + 0.42) ** 2 <= 0.72 ** 2;
  const vein = Math.abs(across) < 0.045 && along < 0.35;
  const stalk = Math.abs(across) < 0.06 && along < -0.5 && along > -0.82;
  return (blade && !vein) || stalk;
};

const waves: Inside = (u, v) =>
  Math.abs(u) < 0.7 &&
  [-0.42, 0.02, 0.46].some((height) => Math.abs(v - height - 0.13 * Math.sin(u * 1.5 * Math.PI)) < 0.105);

const shield = (size: number): Inside => {
  const side = (sign: number) =>
    [
      [0.84, -0.9],
      [0.86, 0.1],
      [0.7, 0.48],
      [0.42, 0.76],
    ].map(([u, v]) => [sign * u! * size, v! * size] as const);
  return polygon([...side(1), [0, 0.98 * size], ...side(-1).reverse()]);
};

const LOGOS: Record<LogoLabel, Logo> = {
  bolt: {
    badge: regularPolygon(6, 1),
    field: regularPolygon(6, 0.86),
    glyph: polygon([
      [0.2, -0.72],
      [-0.42, 0.12],
      [-0.04, 0.12],
      [-0.2, 0.72],
      [0.42, -0.16],
      [0.04, -0.16],
    ]),
    house: [225, 0.8, 0.42],
    accent: [50, 0.85, 0.98],
  },
  leaf: {
    badge: circle(0, 0, 0.98),
    field: circle(0, 0, 0.85),
    glyph: leafBlade,
    house: [135, 0.75, 0.5],
    accent: [80, 0.12, 0.98],
  },
  wave: {
    badge: roundedRectangle(0.95, 0.95, 0.3),
    field: roundedRectangle(0.83, 0.83, 0.2),
    glyph: waves,
    house: [192, 0.85, 0.68],
    accent: [190, 0.05, 0.98],
  },
  crown: {
    badge: shield(1),
    field: shield(0.85),
    glyph: either(
      polygon([
        [-0.5, 0.32],
        [-0.56, -0.32],
        [-0.26, -0.02],
        [0, -0.5],
        [0.26, -0.02],
        [0.56, -0.32],
        [0.5, 0.32],
      ]),
      circle(0, -0.54, 0.1),
      circle(-0.56, -0.36, 0.09),
      circle(0.56, -0.36, 0.09),
    ),
    house: [350, 0.85, 0.62],
    accent: [44, 0.75, 0.95],
  },
};

/** Parts of a rasterised badge: 0 outside, then these. */
export const PART = { badge: 1, rim: 2, glyph: 3 } as const;

/** Side of a rasterised badge. */
export const RASTER_SIZE = 192;

/** The part under each cell of a RASTER_SIZE x RASTER_SIZE grid over the unit square, row by row. */
export type BadgeRaster = Uint8Array;

function rasterise(badge: Inside, field: Inside, glyph: Inside): BadgeRaster {
  const raster = new Uint8Array(RASTER_SIZE * RASTER_SIZE);
  for (let row = 0; row < RASTER_SIZE; row++) {
    const v = ((row + 0.5) / RASTER_SIZE) * 2 - 1;
    for (let column = 0; column < RASTER_SIZE; column++) {
      const u = ((column + 0.5) / RASTER_SIZE) * 2 - 1;
      if (!badge(u, v)) continue;
      raster[row * RASTER_SIZE + column] = !field(u, v) ? PART.rim : glyph(u, v) ? PART.glyph : PART.badge;
    }
  }
  return raster;
}

const rasters = new Map<string, BadgeRaster>();

/** Each pair of outline and glyph is rasterised once. */
function rasterOf(outline: LogoLabel, glyphName: string, glyph: Inside): BadgeRaster {
  const key = `${outline}/${glyphName}`;
  let raster = rasters.get(key);
  if (!raster) {
    raster = rasterise(LOGOS[outline].badge, LOGOS[outline].field, glyph);
    rasters.set(key, raster);
  }
  return raster;
}

export const logoRaster = (label: LogoLabel): BadgeRaster => rasterOf(label, label, LOGOS[label].glyph);

/** The logo as its makers publish it: house colours, nothing varied. */
export function plainColours(label: LogoLabel): LogoColours {
  const { house, accent } = LOGOS[label];
  return { badge: hsv(...house), rim: hsv(...accent), glyph: hsv(...accent) };
}

/** Colours within RANGES: shifted, faded, and sometimes swapped. */
export function variedColours(label: LogoLabel, random: RandomChoices): LogoColours {
  const { house, accent } = LOGOS[label];
  const hue = random.between(RANGES.hueShift);
  const saturation = random.between(RANGES.saturation);
  const brightness = random.between(RANGES.brightness);
  const varied = ([h, s, v]: readonly [number, number, number]) =>
    scaled(hsv(h + hue, Math.min(1, s * saturation), v), brightness);
  const [dark, light] = [varied(house), varied(accent)];
  const swapped = random.chance(RANGES.secondColours);
  const [badge, glyph] = swapped ? [light, dark] : [dark, light];
  return { badge, rim: random.chance(0.5) ? glyph : scaled(badge, 0.6), glyph };
}

const STRANGE_GLYPHS: readonly Inside[] = [
  circle(0, 0, 0.4),
  without(circle(0, 0, 0.55), circle(0, 0, 0.3)),
  regularPolygon(3, 0.55),
  polygon([
    [-0.5, -0.15],
    [0.5, -0.15],
    [0.5, 0.15],
    [-0.5, 0.15],
  ]),
  (u, v) => Math.abs(u) < 0.6 && Math.abs(v) < 0.6 && (Math.abs(u) < 0.13 || Math.abs(v) < 0.13),
  (u, v) => Math.hypot(((u + 3) % 0.5) - 0.25, ((v + 3) % 0.5) - 0.25) < 0.13,
];

/** A badge that is none of the classes: a known outline and colours with a strange glyph. */
export function decoy(random: RandomChoices): { raster: BadgeRaster; colours: LogoColours } {
  const strange = random.integer([0, STRANGE_GLYPHS.length - 1]);
  return {
    raster: rasterOf(random.pick(LOGO_LABELS), `strange ${strange}`, STRANGE_GLYPHS[strange]!),
    colours: variedColours(random.pick(LOGO_LABELS), random),
  };
}
