import { hsv, mix, type Rgb, scaled } from './colours.ts';
import type { RandomChoices } from './random-choices.ts';
import { type BackgroundName, IMAGE_HEIGHT, IMAGE_WIDTH } from './ranges.ts';
import { valueNoise } from './value-noise.ts';

type ColourAt = (x: number, y: number) => Rgb;

const { floor, max, min } = Math;
const fraction = (value: number) => value - floor(value);

/** Turns the plane a little, so that no joint runs along the pixels. */
function turned(random: RandomChoices, degrees: number): (x: number, y: number) => [number, number] {
  const angle = (random.between([-degrees, degrees]) * Math.PI) / 180;
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  const [shiftX, shiftY] = [random.between([0, 900]), random.between([0, 900])];
  return (x, y) => [cosine * x - sine * y + shiftX, sine * x + cosine * y + shiftY];
}

/** How far into a cell a point must lie to be stone and not joint: 0 in the joint, 1 inside. */
const joint = (positionInCell: number, cell: number, width: number) =>
  min(1, max(0, (min(positionInCell, 1 - positionInCell) * cell - width / 2) * 0.8));

function bricks(random: RandomChoices, aspect: number, hue: number, stagger: number): ColourAt {
  const noise = valueNoise(random);
  const turn = turned(random, 8);
  const height = random.between([18, 44]);
  const width = height * aspect;
  const stone = hsv(hue + random.between([-15, 15]), random.between([0.1, 0.55]), random.between([0.45, 0.8]));
  const mortar = hsv(random.between([20, 60]), 0.08, random.between([0.4, 0.9]));
  return (x, y) => {
    const [px, py] = turn(x, y);
    const row = floor(py / height);
    const column = px / width + row * stagger;
    const tone = 0.75 + 0.4 * noise(floor(column) * 7.3, row * 3.7) + 0.2 * noise(px / 9, py / 9, 2) - 0.1;
    const solid = joint(fraction(py / height), height, 2.5) * joint(fraction(column), width, 2.5);
    return mix(mortar, scaled(stone, tone), solid);
  };
}

const MAKERS: Record<BackgroundName, (random: RandomChoices) => ColourAt> = {
  plaster(random) {
    const noise = valueNoise(random);
    const light = hsv(random.between([0, 360]), random.between([0.02, 0.4]), random.between([0.5, 0.95]));
    const dark = scaled(light, random.between([0.55, 0.85]));
    const grain = random.between([12, 45]);
    return (x, y) => mix(dark, light, noise(x / grain, y / grain, 4));
  },

  bricks: (random) => bricks(random, random.between([1.8, 2.8]), 14, 0.5),
  tiles: (random) => bricks(random, 1, random.pick([40, 200, 300]), 0),

  planks(random) {
    const noise = valueNoise(random);
    const turn = turned(random, 90);
    const width = random.between([22, 60]);
    const wood = hsv(random.between([18, 42]), random.between([0.25, 0.65]), random.between([0.4, 0.85]));
    return (x, y) => {
      const [along, across] = turn(x, y);
      const board = floor(across / width);
      const grain = noise(along / 60 + board * 5, across / 3, 3);
      const tone = 0.7 + 0.25 * noise(board * 3.3, 7) + 0.3 * grain;
      return scaled(wood, tone * (0.5 + 0.5 * joint(fraction(across / width), width, 1.5)));
    };
  },

  bokeh(random) {
    const noise = valueNoise(random);
    const base = hsv(random.between([0, 360]), random.between([0.2, 0.6]), random.between([0.12, 0.4]));
    const lights = Array.from({ length: random.integer([12, 30]) }, () => ({
      x: random.between([-10, IMAGE_WIDTH + 10]),
      y: random.between([-10, IMAGE_HEIGHT + 10]),
      radius: random.between([8, 34]),
      colour: scaled(hsv(random.between([0, 360]), random.between([0.1, 0.7]), 1), random.between([0.1, 0.35])),
    }));
    return (x, y) => {
      const tone = 0.6 + 0.8 * noise(x / 70, y / 70, 2);
      let [red, green, blue] = scaled(base, tone);
      for (const light of lights) {
        const distance = Math.sqrt((x - light.x) ** 2 + (y - light.y) ** 2);
        if (distance >= light.radius) continue;
        const glow = min(1, (light.radius - distance) / 2);
        red += light.colour[0] * glow;
        green += light.colour[1] * glow;
        blue += light.colour[2] * glow;
      }
      return [red, green, blue];
    };
  },

  shelves(random) {
    const noise = valueNoise(random);
    const turn = turned(random, 4);
    const height = random.between([48, 90]);
    const board = hsv(random.between([20, 45]), random.between([0.1, 0.5]), random.between([0.4, 0.8]));
    const goods = random.between([0.2, 0.6]);
    return (x, y) => {
      const [px, py] = turn(x, y);
      const row = floor(py / height);
      const rise = fraction(py / height);
      if (rise > 0.9) return scaled(board, 0.7 + 3 * (1 - rise));
      const slot = px / 17 + 2.2 * noise(px / 40, row * 9);
      const item = floor(slot);
      const tall = 0.15 + 0.4 * noise(item * 5.1, row * 2.3);
      if (rise < tall) return scaled(board, 0.25 + 0.2 * rise);
      const side = 0.65 + 0.35 * Math.sin(fraction(slot) * Math.PI);
      return scaled(hsv(noise(item * 3.7, row * 8.1) * 720, goods, 0.35 + 0.5 * noise(item, row * 4.4)), side);
    };
  },

  fabric(random) {
    const noise = valueNoise(random);
    const turn = turned(random, 45);
    const thread = random.between([3, 7]);
    const check = random.between([24, 60]);
    const warp = hsv(random.between([0, 360]), random.between([0.1, 0.6]), random.between([0.4, 0.85]));
    const weft = hsv(random.between([0, 360]), random.between([0.1, 0.6]), random.between([0.4, 0.85]));
    return (x, y) => {
      const [px, py] = turn(x, y);
      const over = (floor(px / thread) + floor(py / thread)) % 2 === 0;
      const striped = fraction((over ? px : py) / check) < 0.4;
      const fold = 0.7 + 0.5 * noise(px / 80, py / 50, 2);
      const relief = 0.85 + 0.15 * Math.sin(((over ? py : px) / thread) * Math.PI * 2);
      return scaled(striped ? warp : weft, fold * relief);
    };
  },

  pebbles(random) {
    const noise = valueNoise(random);
    const cell = random.between([16, 36]);
    const tint = hsv(random.between([15, 60]), random.between([0.03, 0.3]), 1);
    const stones = Float32Array.from({ length: 2 * 32 * 32 }, () => random.next());
    return (x, y) => {
      let [nearest, second, stone] = [9, 9, 0];
      const [column, row] = [floor(x / cell), floor(y / cell)];
      for (let near = 0; near < 9; near++) {
        const [cx, cy] = [column + (near % 3) - 1, row + floor(near / 3) - 1];
        const at = 2 * ((cy & 31) * 32 + (cx & 31));
        const [jx, jy] = [stones[at]!, stones[at + 1]!];
        const distance = Math.sqrt((x / cell - cx - jx) ** 2 + (y / cell - cy - jy) ** 2);
        if (distance < nearest) {
          second = nearest;
          nearest = distance;
          stone = jx * 3.3 + jy * 5.1;
        } else if (distance < second) second = distance;
      }
      const tone = (0.45 + 0.45 * fraction(stone)) * min(1, 0.35 + 3 * (second - nearest));
      return scaled(tint, tone * (0.9 + 0.2 * noise(x / 4, y / 4)));
    };
  },

  hills(random) {
    const noise = valueNoise(random);
    const sky = hsv(random.between([190, 225]), random.between([0.15, 0.55]), random.between([0.7, 0.98]));
    const meadow = hsv(random.between([55, 130]), random.between([0.25, 0.6]), random.between([0.35, 0.7]));
    const ridges = [0, 1, 2].map((ridge) => random.between([0.25, 0.4]) + ridge * 0.2);
    return (x, y) => {
      const height = y / IMAGE_HEIGHT;
      for (let ridge = 2; ridge >= 0; ridge--) {
        if (height < ridges[ridge]! + 0.2 * (noise(x / (40 + 30 * ridge) + ridge * 9, ridge * 5, 3) - 0.5)) continue;
        const blades = 0.65 + 0.6 * noise(x / (3 + 3 * ridge), y / (5 + 3 * ridge), 3);
        return mix(scaled(meadow, blades), sky, 0.5 - 0.25 * ridge);
      }
      return mix(sky, [1, 1, 1], 0.6 * noise(x / 60, y / 25, 4) * height * 2);
    };
  },
};

/** A picture-filling texture; each call with fresh random numbers differs in colours, scale and position. */
export const background = (name: BackgroundName, random: RandomChoices): ColourAt => MAKERS[name](random);
