/** What the structure of a complete image file says, without decoding a pixel. */
export interface ImageStructure {
  format: 'jpeg' | 'png';
  /** Pixels as stored, before EXIF orientation. */
  width: number;
  height: number;
  /** Samples per pixel: 1 grey, 2 grey and alpha, 3 colour, 4 colour and alpha or CMYK. */
  channels: number;
  /** EXIF orientation, 1..8; 1 = upright. */
  orientation: number;
}

/** Why a file is no usable image. */
export interface ImageProblem {
  /** Machine-readable, e.g. `truncated-jpeg`. */
  code: string;
  /** What is wrong and what to do, for people. */
  reason: string;
}

export const isProblem = <Found extends object>(found: Found | ImageProblem): found is ImageProblem => 'code' in found;
