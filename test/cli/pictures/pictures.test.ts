import { beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { annotateImage } from '../../../cli/pictures/annotated-image.ts';
import { drawContactSheet } from '../../../cli/pictures/contact-sheet.ts';
import { lettering, letteringWidth } from '../../../cli/pictures/lettering.ts';
import { terminalArt } from '../../../cli/pictures/terminal-art.ts';

let grey: Buffer;
beforeAll(async () => {
  grey = await sharp({ create: { width: 64, height: 48, channels: 3, background: '#808080' } })
    .jpeg()
    .toBuffer();
});

const box = { classId: 0, left: 10, top: 20, width: 20, height: 15, tag: 'bolt .93' };

describe('a box on a picture', () => {
  it('is drawn where it is, scaled with the picture', async () => {
    const { png, width, height } = await annotateImage(grey, [{ boxes: [box], style: { stroke: 4 } }], 128);
    expect({ width, height }).toEqual({ width: 128, height: 96 });
    const { data } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    const at = (x: number, y: number) => [...data.subarray((y * 128 + x) * 3, (y * 128 + x) * 3 + 3)];
    expect(at(20, 55)).toEqual([255, 176, 0]);
    expect(at(40, 55)[2]).toBeGreaterThan(100);
  });

  it('is drawn on a multiple of a picture that its label would cover', async () => {
    const { width, height } = await annotateImage(grey, [{ boxes: [box] }]);
    expect({ width, height }).toEqual({ width: 320, height: 240 });
  });
});

describe('lettering', () => {
  it('needs no fonts: it draws strokes', () => {
    expect(lettering('Bolt .93', { x: 0, y: 0, size: 10, colour: '#fff' })).not.toContain('<text');
    expect(letteringWidth('WIDE', 10)).toBeGreaterThan(letteringWidth('IT', 10));
  });
  it('leaves other scripts to the fonts, escaped', () => {
    expect(lettering('鳥<', { x: 0, y: 0, size: 10, colour: '#fff' })).toContain('鳥&lt;</text>');
  });
});

it('a contact sheet holds all its tiles', async () => {
  const tile = { image: grey, layers: [{ boxes: [box] }] };
  const png = await drawContactSheet({
    title: 'Two by two',
    subtitle: 'for a test',
    headings: [
      { name: 'Left', explanation: 'one' },
      { name: 'Right', explanation: 'two' },
    ],
    rows: [
      [tile, tile],
      [tile, tile],
    ],
    labels: ['bolt'],
    tileWidth: 160,
  });
  const { width, height } = await sharp(png).metadata();
  expect(width).toBeGreaterThan(320);
  expect(height).toBeGreaterThan(240);
});

it('terminal art shows two pixels a character', async () => {
  const lines = await terminalArt(grey, 16);
  expect(lines).toHaveLength(6);
  expect(lines[0]!.split('▀')).toHaveLength(17);
});
