import sharp from 'sharp';

const SIZE = { width: 32, height: 24 };
const base = await sharp({ create: { ...SIZE, channels: 3, background: '#4a7' } })
  .jpeg()
  .toBuffer();

/** A complete 32 x 24 JPEG that differs from every other number's in its comment segment. */
export function sampleJpeg(number: number): Buffer {
  const comment = Buffer.from(`sample ${number}`);
  const header = Buffer.from([0xff, 0xfe, 0, comment.length + 2]);
  return Buffer.concat([base.subarray(0, 2), header, comment, base.subarray(2)]);
}

/** The JPEG with another size in its frame header; its pixels no longer fit, its structure does. */
export function withSize(jpeg: Buffer, width: number, height: number): Buffer {
  const changed = Buffer.from(jpeg);
  const frame = changed.findIndex((byte, at) => byte === 0xff && changed[at + 1] === 0xc0);
  changed.writeUInt16BE(height, frame + 5);
  changed.writeUInt16BE(width, frame + 7);
  return changed;
}

/** The JPEG with an EXIF segment that says how it lies, 1..8. */
export function withOrientation(jpeg: Buffer, orientation: number): Buffer {
  const tiff = Buffer.from('4d4d002a00000008000101120003000000010000000000000000', 'hex');
  tiff.writeUInt16BE(orientation, 18);
  const exif = Buffer.concat([Buffer.from('Exif\0\0'), tiff]);
  return Buffer.concat([jpeg.subarray(0, 2), Buffer.from([0xff, 0xe1, 0, exif.length + 2]), exif, jpeg.subarray(2)]);
}
