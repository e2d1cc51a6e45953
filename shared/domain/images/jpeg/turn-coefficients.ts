import type { Component, JpegCoefficients } from './coefficients.ts';

/**
 * What brings an image of this EXIF orientation upright: mirror the stored columns, rows, then swap the two (CIPA
 * DC-008 4.6.4 A).
 */
const mirrorsColumns = (orientation: number) => [2, 3, 7, 8].includes(orientation);
const mirrorsRows = (orientation: number) => [3, 4, 6, 7].includes(orientation);
const swaps = (orientation: number) => orientation >= 5;

/**
 * Turns a JPEG upright without decoding a pixel: blocks change places, coefficients their sign. A mirrored side must be
 * whole coded units, so up to 15 pixels of its far edge are cut off where it is not.
 * @param orientation EXIF, 2..8
 * @returns undefined when a side is smaller than one coded unit
 */
export function turnCoefficients(image: JpegCoefficients, orientation: number): JpegCoefficients | undefined {
  const unitWidth = 8 * Math.max(...image.components.map(({ across }) => across));
  const unitHeight = 8 * Math.max(...image.components.map(({ down }) => down));
  const width = mirrorsColumns(orientation) ? image.width - (image.width % unitWidth) : image.width;
  const height = mirrorsRows(orientation) ? image.height - (image.height % unitHeight) : image.height;
  if (width === 0 || height === 0) return undefined;
  const unitsAcross = Math.ceil(width / unitWidth);
  const unitsDown = Math.ceil(height / unitHeight);
  const components = image.components.map((component) => turnComponent(component, unitsAcross, unitsDown, orientation));
  const size = swaps(orientation) ? { width: height, height: width } : { width, height };
  return { ...size, components, colourSegments: image.colourSegments };
}

function turnComponent(source: Component, unitsAcross: number, unitsDown: number, orientation: number): Component {
  const swap = swaps(orientation);
  const mirrorX = mirrorsColumns(orientation);
  const mirrorY = mirrorsRows(orientation);
  const columns = unitsAcross * source.across;
  const rows = unitsDown * source.down;
  const turned: Component = {
    ...source,
    across: swap ? source.down : source.across,
    down: swap ? source.across : source.down,
    columns: swap ? rows : columns,
    rows: swap ? columns : rows,
    blocks: new Int16Array(64 * columns * rows),
    quantization: swap ? source.quantization.map((_, at) => source.quantization[transposed(at)]!) : source.quantization,
  };
  // Mirroring negates the odd frequencies of its direction.
  const from = Uint8Array.from({ length: 64 }, (_, at) => (swap ? transposed(at) : at));
  const sign = Int8Array.from(from, (at) => ((Number(mirrorX) & at) ^ (Number(mirrorY) & (at >> 3)) ? -1 : 1));
  for (let row = 0; row < turned.rows; row++)
    for (let column = 0; column < turned.columns; column++) {
      const [x, y] = swap ? [row, column] : [column, row];
      const block = 64 * ((mirrorY ? rows - 1 - y : y) * source.columns + (mirrorX ? columns - 1 - x : x));
      const target = 64 * (row * turned.columns + column);
      for (let at = 0; at < 64; at++) turned.blocks[target + at] = source.blocks[block + from[at]!]! * sign[at]!;
    }
  return turned;
}

const transposed = (at: number) => ((at & 7) << 3) | (at >> 3);
