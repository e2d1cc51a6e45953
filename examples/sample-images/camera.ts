import type { Canvas } from './canvas.ts';
import type { RandomChoices } from './random-choices.ts';
import { RANGES } from './ranges.ts';

/** What lens, light and sensor do to the scene. Writes the result as 8-bit RGB. */
export function photograph(canvas: Canvas, random: RandomChoices): Uint8ClampedArray {
  lighten(canvas, random);
  blur(canvas, gaussianKernel(random.between(RANGES.blur)), true);
  blur(canvas, gaussianKernel(random.between(RANGES.blur) / 2), false);
  if (random.chance(RANGES.motionBlurred))
    blur(canvas, boxKernel(random.between(RANGES.motionBlur)), random.chance(0.5));
  return expose(canvas, random.between(RANGES.noise), random);
}

function lighten({ width, height, rgb }: Canvas, random: RandomChoices): void {
  const angle = random.between([0, 2 * Math.PI]);
  const falloff = random.between(RANGES.lightFalloff);
  const exposure = random.between(RANGES.exposure);
  const temperature = random.between(RANGES.colourTemperature);
  const vignette = random.between(RANGES.vignette);
  const [towardsX, towardsY] = [Math.cos(angle) / width, Math.sin(angle) / height];
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [fromCentreX, fromCentreY] = [x - width / 2, y - height / 2];
      const light = 1 - falloff * (0.5 + fromCentreX * towardsX + fromCentreY * towardsY);
      const corner = (fromCentreX / width) ** 2 + (fromCentreY / height) ** 2;
      const gain = exposure * light * (1 - 2 * vignette * corner);
      rgb[at] = rgb[at]! * gain * (1 + temperature);
      rgb[at + 1] = rgb[at + 1]! * gain;
      rgb[at + 2] = rgb[at + 2]! * gain * (1 - temperature);
      at += 3;
    }
  }
}

function gaussianKernel(sigma: number): number[] {
  const reach = Math.max(1, Math.ceil(sigma * 2));
  return normalised(
    Array.from({ length: 2 * reach + 1 }, (_, index) => Math.exp(-((index - reach) ** 2) / (2 * sigma * sigma))),
  );
}

function boxKernel(length: number): number[] {
  const reach = Math.max(1, Math.round(length / 2));
  return normalised(new Array(2 * reach + 1).fill(1));
}

function normalised(weights: number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** Convolves both ways with the kernel, or along one axis only; edges repeat. */
function blur(canvas: Canvas, kernel: number[], horizontal: boolean): void {
  const { width, height, rgb } = canvas;
  const [lines, length] = horizontal ? [height, width] : [width, height];
  const [lineStep, step] = horizontal ? [width * 3, 3] : [3, width * 3];
  const reach = (kernel.length - 1) / 2;
  const line = new Float32Array(length + 2 * reach);
  for (let index = 0; index < lines; index++) {
    for (let channel = 0; channel < 3; channel++) {
      const start = index * lineStep + channel;
      for (let at = 0; at < length; at++) line[reach + at] = rgb[start + at * step]!;
      line.fill(line[reach]!, 0, reach).fill(line[reach + length - 1]!, reach + length);
      for (let at = 0; at < length; at++) {
        let sum = 0;
        for (let tap = 0; tap < kernel.length; tap++) sum += kernel[tap]! * line[at + tap]!;
        rgb[start + at * step] = sum;
      }
    }
  }
}

const NORMALS = 4096;

function expose({ rgb }: Canvas, noise: number, random: RandomChoices): Uint8ClampedArray {
  // A table walked with a random stride: Box-Muller for every channel of every pixel would cost more than the scene.
  const normals = Float32Array.from(
    { length: NORMALS },
    () => noise * Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next()),
  );
  const stride = random.integer([500, 1500]) * 2 + 1;
  const bytes = new Uint8ClampedArray(rgb.length);
  let walk = 0;
  for (let at = 0; at < rgb.length; at++) {
    walk = (walk + stride + (at >> 11)) & (NORMALS - 1);
    bytes[at] = rgb[at]! * 255 + normals[walk]!;
  }
  return bytes;
}
