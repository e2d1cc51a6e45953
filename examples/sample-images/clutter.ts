import type { Surface } from './canvas.ts';
import { hsv, type Rgb } from './colours.ts';
import { circle, type Inside, polygon, roundedRectangle } from './plane-geometry.ts';
import type { RandomChoices } from './random-choices.ts';

/** Something that lies about: its surface, and its height as a share of its width. */
export interface ClutterItem {
  surface: Surface;
  aspect: number;
}

const everyday = (random: RandomChoices): Rgb =>
  hsv(random.between([0, 360]), random.between([0, 0.85]), random.between([0.15, 0.95]));

const painted =
  (inside: Inside, shadeAt: (u: number, v: number) => number, colour: Rgb): Surface =>
  (u, v, out) => {
    if (!inside(u, v)) return false;
    const shade = shadeAt(u, v);
    for (let channel = 0; channel < 3; channel++) out[channel] = colour[channel]! * shade;
    return true;
  };

const KINDS: ReadonlyArray<(random: RandomChoices) => ClutterItem> = [
  function box(random) {
    const slope = random.between([-0.3, 0.3]);
    return {
      surface: painted(roundedRectangle(0.95, 0.95, 0.08), (u, v) => 0.85 + slope * u - 0.1 * v, everyday(random)),
      aspect: random.between([0.4, 1.8]),
    };
  },
  function can(random) {
    return {
      surface: painted(
        roundedRectangle(0.95, 0.95, 0.25),
        (u) => 0.35 + 0.8 * Math.sqrt(Math.max(0, 1 - (u + 0.25) ** 2)),
        everyday(random),
      ),
      aspect: random.between([1.2, 2.2]),
    };
  },
  function ball(random) {
    return {
      surface: painted(
        circle(0, 0, 0.97),
        (u, v) => 0.3 + 0.8 * Math.sqrt(Math.max(0, 1 - ((u + 0.3) ** 2 + (v + 0.35) ** 2) / 1.9)),
        everyday(random),
      ),
      aspect: 1,
    };
  },
  function shard(random) {
    const corners = Array.from({ length: random.integer([3, 6]) }, (_, corner, count = 6) => {
      const angle = ((corner + random.between([0.1, 0.9])) / count) * 2 * Math.PI;
      const radius = random.between([0.5, 1]);
      return [radius * Math.cos(angle), radius * Math.sin(angle)] as const;
    });
    return {
      surface: painted(polygon(corners), (u, v) => 0.8 + 0.25 * u - 0.2 * v, everyday(random)),
      aspect: random.between([0.6, 1.6]),
    };
  },
  function notice(random) {
    const paper = everyday(random);
    const ink = everyday(random);
    const words = Array.from({ length: 64 }, () => random.chance(0.72));
    const lines = random.integer([4, 8]);
    const surface: Surface = (u, v, out) => {
      const row = Math.floor(((v + 1) / 2) * lines);
      const withinRow = ((v + 1) / 2) * lines - row;
      const word = words[(row * 8 + Math.floor((u + 1) * 3.999)) % 64];
      const written = word && Math.abs(u) < 0.85 && withinRow > 0.35 && withinRow < 0.75;
      for (let channel = 0; channel < 3; channel++) out[channel] = (written ? ink : paper)[channel]!;
      return true;
    };
    return { surface, aspect: random.between([0.6, 1.5]) };
  },
  function ring(random) {
    const hole = random.between([0.4, 0.8]);
    return {
      surface: painted(
        (u, v) => u * u + v * v < 0.94 && u * u + v * v > hole * hole,
        (u, v) => 0.85 - 0.15 * u - 0.2 * v,
        everyday(random),
      ),
      aspect: 1,
    };
  },
];

/** Things behind and beside the logos. */
export const clutterItem = (random: RandomChoices): ClutterItem => random.pick(KINDS)(random);

/** Things that pass in front: a cable, a bar, a leaf of paper's edge. */
export function occluder(random: RandomChoices): ClutterItem {
  const colour = everyday(random);
  if (random.chance(0.4)) return clutterItem(random);
  const bend = random.between([-0.5, 0.5]);
  const thickness = random.between([0.2, 0.8]);
  return {
    surface: painted(
      (u, v) => Math.abs(v - bend * (u * u - 0.5)) < thickness * 0.5,
      (_, v) => 0.6 + 0.5 * Math.cos((v / thickness) * 2),
      colour,
    ),
    aspect: random.between([0.1, 0.3]),
  };
}
