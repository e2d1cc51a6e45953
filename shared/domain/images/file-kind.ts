import type { ImageProblem } from './image-structure.ts';

const ascii = (bytes: Uint8Array, start: number, end: number) => String.fromCharCode(...bytes.subarray(start, end));
const problem = (code: string, what: string, remedy: string): ImageProblem => ({
  code,
  reason: `this is ${what}, not a JPEG or PNG image, whatever its name says; ${remedy}`,
});
const EXPORT = 'export it as JPEG or PNG and drop that';

const HEIF_BRANDS = ['heic', 'heix', 'hevc', 'hevx', 'heim', 'heis', 'mif1', 'msf1'];

function isoMedia(bytes: Uint8Array): ImageProblem {
  const brand = ascii(bytes, 8, 12);
  if (HEIF_BRANDS.includes(brand))
    return problem(
      'heic',
      'a HEIC photo',
      'browsers cannot show it: export it as JPEG (iPhone: Settings > Camera > Formats > Most Compatible) and drop that',
    );
  if (brand === 'avif' || brand === 'avis') return problem('avif', 'an AVIF image', EXPORT);
  return problem(
    'video',
    'a video',
    '`labelloop drop video.mp4` takes its frames out where ffmpeg is installed; or put them as JPEG into a folder video.frames',
  );
}

/** [offset, bytes at it as Latin-1, what it is]. */
const MAGIC: Array<[number, string, ImageProblem]> = [
  [8, 'WEBP', problem('webp', 'a WebP image', EXPORT)],
  [0, 'GIF8', problem('gif', 'a GIF', EXPORT)],
  [0, 'II*\0', problem('tiff', 'a TIFF or camera raw file', EXPORT)],
  [0, 'MM\0*', problem('tiff', 'a TIFF or camera raw file', EXPORT)],
  [0, 'BM', problem('bmp', 'a BMP bitmap', EXPORT)],
  [0, '%PDF', problem('pdf', 'a PDF', 'export its pages as JPEG or PNG and drop those')],
  [0, 'PK\x03\x04', problem('zip', 'a zip archive', 'unpack it and drop the images inside')],
  [0, '\x1f\x8b', problem('gzip', 'a gzip archive', 'unpack it and drop the images inside')],
  [0, '\0\0\0\x0cJXL ', problem('jxl', 'a JPEG XL image', EXPORT)],
  [0, '\xff\x0a', problem('jxl', 'a JPEG XL image', EXPORT)],
  [0, '\0\0\0\x0cjP', problem('jpeg2000', 'a JPEG 2000 image', EXPORT)],
];

const looksLikeText = (head: string) =>
  ![...head].some((character) => character < ' ' && !'\t\n\r\f'.includes(character));

/** Says what a file is that is neither JPEG nor PNG, by its first bytes, and what to do with it. */
export function nameForeignFile(bytes: Uint8Array): ImageProblem {
  const head = ascii(bytes, 0, 1024);
  if (head.startsWith('ftyp', 4)) return isoMedia(bytes);
  for (const [offset, magic, found] of MAGIC) if (head.startsWith(magic, offset)) return found;
  if (/^\s*(<!doctype html|<html)/i.test(head))
    return problem('html', 'a web page', 'the download probably failed: fetch the image itself and drop that');
  if (/<svg[\s>]/i.test(head)) return problem('svg', 'an SVG drawing', 'render it as PNG and drop that');
  if (looksLikeText(head)) return problem('text', 'a text file', 'drop the image itself');
  return {
    code: 'not-an-image',
    reason: 'these bytes are no JPEG or PNG image and no other kind that labelloop knows; drop JPEG or PNG files',
  };
}
