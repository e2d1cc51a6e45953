import sharp from 'sharp';
import { annotateImage, type BoxLayer } from './annotated-image.ts';
import { classColour } from './class-colours.ts';
import { lettering, letteringWidth } from './lettering.ts';

/** A picture made of tiles: rows of equal columns under headings. */
export interface ContactSheet {
  title: string;
  subtitle: string;
  /** One per column; none for a plain grid. */
  headings: ReadonlyArray<{ name: string; explanation: string }>;
  rows: ReadonlyArray<ReadonlyArray<{ image: Uint8Array; layers: readonly BoxLayer[] }>>;
  /** Legend: colours by class id. */
  labels: readonly string[];
  tileWidth: number;
}

const MARGIN = 20;
const GAP = 8;
const INK = '#e8edf2';
const FAINT = '#8b98a5';
const PAPER = '#12171c';

/** Lays the sheet out and draws it. @returns PNG */
export async function drawContactSheet(sheet: ContactSheet): Promise<Buffer> {
  const tiles = await Promise.all(
    sheet.rows.map((row) => Promise.all(row.map(({ image, layers }) => annotateImage(image, layers, sheet.tileWidth)))),
  );
  const columns = Math.max(1, ...tiles.map((row) => row.length));
  const head = letteringWidth(sheet.title, 20) + 2 * MARGIN + legendWidth(sheet.labels);
  const width = 2 * MARGIN + Math.ceil(Math.max(columns * sheet.tileWidth + (columns - 1) * GAP, head));
  const headerHeight = MARGIN + 22 + 12 + 11 + 16 + (sheet.headings.length ? 44 : 0);
  let y = headerHeight;
  const placed = tiles.flatMap((row) => {
    const top = y;
    y += Math.max(0, ...row.map(({ height }) => height)) + GAP;
    return row.map(({ png }, column) => ({ input: png, left: MARGIN + column * (sheet.tileWidth + GAP), top }));
  });
  const height = y + MARGIN - GAP;
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">` +
    lettering(sheet.title, { x: MARGIN, y: MARGIN, size: 20, colour: INK }) +
    lettering(sheet.subtitle, { x: MARGIN, y: MARGIN + 34, size: 10, colour: FAINT }) +
    legend(sheet.labels, width - MARGIN, MARGIN + 3) +
    sheet.headings
      .map(({ name, explanation }, column) => {
        const x = MARGIN + column * (sheet.tileWidth + GAP);
        return (
          lettering(name, { x, y: headerHeight - 42, size: 13, colour: INK, weight: 0.18 }) +
          lettering(explanation, { x, y: headerHeight - 20, size: 9, colour: FAINT })
        );
      })
      .join('') +
    '</svg>';
  return sharp({ create: { width, height, channels: 3, background: PAPER } })
    .composite([{ input: Buffer.from(svg) }, ...placed])
    .png({ compressionLevel: 9 })
    .toBuffer();
}

const entryWidth = (label: string) => 22 + letteringWidth(label, 11) + 22;
const legendWidth = (labels: readonly string[]) => labels.reduce((sum, label) => sum + entryWidth(label), 0);

/** Swatches and names, ending at `right`. */
function legend(labels: readonly string[], right: number, y: number): string {
  let x = right - legendWidth(labels) + 22;
  return labels
    .map((label, classId) => {
      const swatch =
        `<rect x="${x}" y="${y - 1}" width="14" height="14" rx="3" fill="${classColour(classId)}"/>` +
        lettering(label, { x: x + 22, y, size: 11, colour: INK });
      x += entryWidth(label);
      return swatch;
    })
    .join('');
}
