import type { RandomChoices } from './random-choices.ts';

const PERIOD = 64;
const { floor } = Math;

/** Smooth random heights 0..1 over the plane, one bump per unit, several octaves (weights halve). */
export type Noise = (x: number, y: number, octaves?: number) => number;

export function valueNoise(random: RandomChoices): Noise {
  const heights = Float32Array.from({ length: PERIOD * PERIOD }, () => random.next());
  const smooth = (x: number, y: number) => {
    const [left, top] = [floor(x), floor(y)];
    const [fx, fy] = [x - left, y - top];
    const [sx, sy] = [fx * fx * (3 - 2 * fx), fy * fy * (3 - 2 * fy)];
    const [x0, x1] = [left & (PERIOD - 1), (left + 1) & (PERIOD - 1)];
    const [y0, y1] = [(top & (PERIOD - 1)) * PERIOD, ((top + 1) & (PERIOD - 1)) * PERIOD];
    const upper = heights[y0 + x0]! + (heights[y0 + x1]! - heights[y0 + x0]!) * sx;
    const lower = heights[y1 + x0]! + (heights[y1 + x1]! - heights[y1 + x0]!) * sx;
    return upper + (lower - upper) * sy;
  };
  return (x, y, octaves = 1) => {
    let [sum, weight, total] = [0, 1, 0];
    for (let octave = 0; octave < octaves; octave++) {
      sum += weight * smooth(x / weight + octave * 17, y / weight + octave * 31);
      total += weight;
      weight /= 2;
    }
    return sum / total;
  };
}
