/** One colour component of a JPEG as its quantised cosine coefficients. */
export interface Component {
  id: number;
  /** Sampling factors: blocks in one minimum coded unit, across and down. */
  across: number;
  down: number;
  /** Quantisation table, 64 steps in natural order. */
  quantization: Uint16Array;
  /** Blocks across and down, whole coded units. */
  columns: number;
  rows: number;
  /** 64 coefficients a block in natural order (row = vertical frequency), row by row of blocks. */
  blocks: Int16Array;
}

/** A JPEG without its entropy coding. */
export interface JpegCoefficients {
  width: number;
  height: number;
  components: Component[];
  /** Segments that say how colours are meant (JFIF, ICC profile, Adobe), marker and length included. */
  colourSegments: Uint8Array[];
}

/** Natural index of the n-th coefficient in zigzag order (T.81 figure A.6). */
export const ZIGZAG = Uint8Array.from([
  0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
  35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47,
  55, 62, 63,
]);
