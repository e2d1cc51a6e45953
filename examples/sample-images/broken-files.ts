/** A file of the demo's drop that is not a fresh image. */
export interface OddFile {
  fileName: string;
  /** @param whole the image that it was made from */
  make(whole: Uint8Array): Uint8Array;
}

/**
 * What people's folders hold beside images: a JPEG whose copy broke off, and the same photograph under a second name.
 */
export const ODD_FILES: readonly OddFile[] = [
  { fileName: 'broken/half a copy.jpg', make: (whole) => whole.slice(0, Math.floor(whole.length * 0.6)) },
  { fileName: 'copy of the first.jpg', make: (whole) => whole },
];
