import { escapeXml } from '../../shared/domain/dataset/bytes/xml.ts';

/**
 * Capitals drawn as strokes on a grid four wide and six high (y downwards, base line at 6). SVG's own `<text>` needs
 * fonts, and a bare Linux container has none.
 */
const STROKES: Record<string, string> = {
  A: 'M0 6L2 0L4 6M.7 4H3.3',
  B: 'M0 0V6H2.4C4.5 6 4.5 3 2.4 3H0M0 0H2.2C4 0 4 3 2.2 3',
  C: 'M4 1C3 -.4 0 -.6 0 3S3 6.4 4 5',
  D: 'M0 0V6H1.6C4.8 6 4.8 0 1.6 0Z',
  E: 'M4 0H0V6H4M0 3H3.2',
  F: 'M4 0H0V6M0 3H3.2',
  G: 'M4 1C3 -.4 0 -.6 0 3S3 6.6 4 5V3.2H2.4',
  H: 'M0 0V6M4 0V6M0 3H4',
  I: 'M2 0V6',
  J: 'M3.4 0V4.2C3.4 6.6 .6 6.6 .4 4.6',
  K: 'M0 0V6M4 0L0 3.6M1.4 2.4L4 6',
  L: 'M0 0V6H3.8',
  M: 'M0 6V0L2 3.6L4 0V6',
  N: 'M0 6V0L4 6V0',
  O: 'M2 0C-.7 0 -.7 6 2 6S4.7 0 2 0Z',
  P: 'M0 6V0H2.2C4.6 0 4.6 3.4 2.2 3.4H0',
  Q: 'M2 0C-.7 0 -.7 6 2 6S4.7 0 2 0ZM2.6 4.4L4.2 6.4',
  R: 'M0 6V0H2.2C4.6 0 4.6 3.2 2.2 3.2H0M2 3.2L4 6',
  S: 'M3.8 .9C3 -.4 .2 -.4 .2 1.5S3.9 3 3.9 4.6S.9 6.6 0 5',
  T: 'M0 0H4M2 0V6',
  U: 'M0 0V3.8C0 6.7 4 6.7 4 3.8V0',
  V: 'M0 0L2 6L4 0',
  W: 'M-.3 0L.9 6L2 1.6L3.1 6L4.3 0',
  X: 'M0 0L4 6M4 0L0 6',
  Y: 'M0 0L2 3L4 0M2 3V6',
  Z: 'M0 0H4L0 6H4',
  '0': 'M2 0C-.5 0 -.5 6 2 6S4.5 0 2 0Z',
  '1': 'M.8 1.2L2.2 0V6',
  '2': 'M.2 1.4C.4 -.6 3.8 -.4 3.8 1.7C3.8 3.2 1.4 4.2 .2 6H3.9',
  '3': 'M.3 .8C1.2 -.4 3.7 -.2 3.7 1.5S2.4 2.9 1.6 2.9C2.6 2.9 4 3 4 4.5S1.2 6.6 0 5',
  '4': 'M3 6V0L0 4.2H4',
  '5': 'M3.6 0H.6L.3 2.8C1.4 1.9 4 2 4 4S1.2 6.6 0 5.2',
  '6': 'M3.4 .4C1.4 -.5 .1 2.2 .1 4C.1 6.7 4 6.7 4 4S.6 1.7 .1 4',
  '7': 'M0 0H4L1.4 6',
  '8': 'M2 2.8C0 2.8 0 0 2 0S4 2.8 2 2.8C-.6 2.8 -.6 6 2 6S4.6 2.8 2 2.8Z',
  '9': 'M.6 5.6C2.6 6.5 3.9 3.8 3.9 2C3.9 -.7 0 -.7 0 2S3.4 4.3 3.9 2',
  '.': 'M1 6V5.9',
  ',': 'M1.2 5.8L.7 7',
  ':': 'M1.5 2V2.1M1.5 5V5.1',
  '-': 'M.7 3.2H3.3',
  '·': 'M2 3.2V3.3',
  '/': 'M.4 6.6L3.6 -.6',
  '%': 'M.4 6L3.6 0M.8 0C-.2 0 -.2 2 .8 2S1.8 0 .8 0ZM3.2 4C2.2 4 2.2 6 3.2 6S4.2 4 3.2 4Z',
  '(': 'M2.6 -.6C1.2 1.4 1.2 5 2.6 6.8',
  ')': 'M1.4 -.6C2.8 1.4 2.8 5 1.4 6.8',
  '@': 'M2.8 2C1.2 1.4 .8 4.4 2.2 4.3C3 4.2 2.9 2.6 2.8 2.2V4C3 4.8 4.2 4.4 4.2 3C4.2 -.8 -.4 -.6 -.4 3C-.4 6.2 2 6.6 3.4 5.8',
  '=': 'M.5 2.2H3.5M.5 4.2H3.5',
  '+': 'M2 1.4V5M.2 3.2H3.8',
  '>': 'M.6 1.2L3.4 3.2L.6 5.2',
  '<': 'M3.4 1.2L.6 3.2L3.4 5.2',
  "'": 'M1.6 0V1.4',
  _: 'M0 6.6H4',
  '?': 'M.3 1.2C.6 -.5 3.7 -.4 3.7 1.5S2 3 2 4.2M2 5.9V6',
  '!': 'M2 0V4M2 5.9V6',
  '&': 'M4 6L.9 1.9C.1 .6 2.6 -.9 2.8 1C2.8 2.4 0 2.8 0 4.6C0 6.6 3 6.4 3.8 3.4',
};

const NARROW: Record<string, number> = { I: 1.2, '.': 1.4, ',': 1.4, ':': 2, "'": 1.4, ' ': 2.4, '1': 2.4 };
const ADVANCE = 5.6;
const GRID_HEIGHT = 6;

const advance = (letter: string) => (NARROW[letter] === undefined ? ADVANCE : NARROW[letter] + 1.6);
const isDrawn = (letter: string) => letter === ' ' || letter in STROKES;

export interface Lettering {
  x: number;
  /** Where the capitals' top edge is, pixels. */
  y: number;
  /** Height of a capital, pixels. */
  size: number;
  colour: string;
  /** Stroke width as a share of the size. */
  weight?: number;
}

/** Pixels from the first letter's left edge to the last one's right edge. */
export function letteringWidth(text: string, size: number): number {
  const letters = [...text.toUpperCase()];
  const grid = letters.reduce((sum, letter) => sum + advance(letter), 0) - (ADVANCE - 4);
  return letters.length ? (grid * size) / GRID_HEIGHT : 0;
}

/** A line of text as an SVG fragment. Letters beyond this alphabet (other scripts) are left to the system's fonts. */
export function lettering(text: string, { x, y, size, colour, weight = 0.14 }: Lettering): string {
  const letters = [...text.toUpperCase()];
  if (!letters.every(isDrawn))
    return `<text x="${x}" y="${y + size}" font-size="${size * 1.35}" font-family="sans-serif" fill="${colour}">${escapeXml(text)}</text>`;
  const scale = size / GRID_HEIGHT;
  let at = 0;
  const paths = letters.map((letter) => {
    const offset = letter === 'I' ? at - 1.4 : at;
    at += advance(letter);
    return letter === ' ' ? '' : `<path transform="translate(${round(offset)} 0)" d="${STROKES[letter]}"/>`;
  });
  return (
    `<g transform="translate(${round(x)} ${round(y)}) scale(${round(scale)})" fill="none" stroke="${colour}" ` +
    `stroke-width="${round(weight * GRID_HEIGHT)}" stroke-linecap="round" stroke-linejoin="round">${paths.join('')}</g>`
  );
}

const round = (value: number) => Math.round(value * 1000) / 1000;
