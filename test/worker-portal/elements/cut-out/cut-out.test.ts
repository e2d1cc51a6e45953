import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type CutOut, cutOut, type PicturePixels } from '../../../../worker-portal/elements/cut-out/cut-out.ts';
import { FlowNetwork, minCut } from '../../../../worker-portal/elements/cut-out/min-cut.ts';
import { outlineOf, simplified } from '../../../../worker-portal/elements/polygon/cut-outline.ts';

const WIDTH = 90;
const HEIGHT = 70;

/** A disc with a hole in its middle, of a colour of its own, on a ground with noise. */
function picture(isInside: (x: number, y: number) => boolean): PicturePixels {
  const data = new Uint8ClampedArray(WIDTH * HEIGHT * 4);
  for (let at = 0; at < WIDTH * HEIGHT; at++) {
    const noise = ((at * 7919) % 23) - 11;
    const colour = isInside(at % WIDTH, Math.floor(at / WIDTH)) ? [180, 60, 70] : [90, 130, 120];
    for (let channel = 0; channel < 3; channel++) data[4 * at + channel] = colour[channel]! + noise;
    data[4 * at + 3] = 255;
  }
  return { width: WIDTH, height: HEIGHT, data };
}
const away = (x: number, y: number) => Math.hypot(x + 0.5 - 40, y + 0.5 - 35);

function overlapWith(cut: CutOut, isTrue: (x: number, y: number) => boolean): number {
  let [both, either] = [0, 0];
  for (let y = 0; y < HEIGHT; y++)
    for (let x = 0; x < WIDTH; x++) {
      const inView = x >= cut.left && y >= cut.top && x < cut.left + cut.width && y < cut.top + cut.height;
      const given = inView && cut.pixels[(y - cut.top) * cut.width + x - cut.left] === 1;
      both += Number(given && isTrue(x, y));
      either += Number(given || isTrue(x, y));
    }
  return both / either;
}

describe('an object is cut out', () => {
  it('of a loose box to within its edge, with its hole filled', () => {
    const cut = cutOut(
      picture((x, y) => away(x, y) < 18 && away(x, y) > 4),
      { left: 18, top: 14, width: 44, height: 41 },
    );
    expect(overlapWith(cut!, (x, y) => away(x, y) < 18)).toBeGreaterThan(0.93);
  });

  it('at the edge of the image, and in a picture that is made smaller first', () => {
    const scene = picture((x, y) => Math.hypot(x - 4, y - 4) < 20);
    const cut = cutOut(scene, { left: -6, top: -6, width: 33, height: 33 });
    expect(overlapWith(cut!, (x, y) => Math.hypot(x - 4, y - 4) < 20)).toBeGreaterThan(0.9);
    expect(cutOut(scene, { left: 200, top: 200, width: 20, height: 20 })).toBeUndefined();
  });

  it('and has an outline of few vertices within a pixel of its edge, and fewer on demand', () => {
    const cut = cutOut(
      picture((x, y) => away(x, y) < 18),
      { left: 18, top: 14, width: 44, height: 41 },
    )!;
    const outline = outlineOf(cut);
    expect(outline.length).toBeLessThan(40);
    for (const { x, y } of outline) expect(Math.abs(Math.hypot(x - 40, y - 35) - 18)).toBeLessThan(2.5);
    const fewer = simplified(outline)!;
    expect(fewer.length).toBeLessThan(outline.length);
    expect(
      simplified([
        { x: 0, y: 0 },
        { x: 9, y: 0 },
        { x: 0, y: 9 },
      ]),
    ).toBeUndefined();
  });
});

it('cuts a network where it is cheapest: no other cut costs less', () => {
  const arc = fc.record({ from: fc.nat(6), to: fc.nat(6), cost: fc.integer({ min: 1, max: 9 }) });
  const terminals = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 7, maxLength: 7 });
  fc.assert(
    fc.property(fc.array(arc, { maxLength: 14 }), terminals, (drawn, sources) => {
      const arcs = drawn.filter(({ from, to }) => from !== to);
      const network = new FlowNetwork(7, Math.max(1, arcs.length));
      for (const { from, to, cost } of arcs) network.join(from, to, cost);
      network.terminal.set(sources);
      const costOf = (side: (node: number) => number) =>
        sources.reduce((sum, value, node) => sum + (side(node) ? Math.max(0, -value) : Math.max(0, value)), 0) +
        arcs.reduce((sum, { from, to, cost }) => sum + (side(from) === side(to) ? 0 : cost), 0);
      const sides = minCut(network);
      const cheapest = Math.min(...Array.from({ length: 128 }, (_, bits) => costOf((node) => (bits >> node) & 1)));
      expect(costOf((node) => sides[node]!)).toBe(cheapest);
    }),
    { numRuns: 300 },
  );
});
