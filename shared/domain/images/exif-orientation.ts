const ORIENTATION_TAG = 0x0112;

/**
 * EXIF orientation of a TIFF block (what follows `Exif\0\0` in a JPEG's APP1, or a PNG's eXIf chunk).
 * @returns 1..8; 1 (upright) for anything missing or malformed, as browsers do
 * @see TIFF 6.0 section 2; CIPA DC-008 4.6.4 A (tag 0x0112 in IFD0)
 */
export function exifOrientation(tiff: Uint8Array): number {
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  if (tiff.length < 14) return 1;
  const order = view.getUint16(0);
  if (order !== 0x4949 && order !== 0x4d4d) return 1;
  const little = order === 0x4949;
  if (view.getUint16(2, little) !== 42) return 1;
  const directory = view.getUint32(4, little);
  if (directory + 2 > tiff.length) return 1;
  const entries = view.getUint16(directory, little);
  for (let index = 0; index < entries; index++) {
    const entry = directory + 2 + 12 * index;
    if (entry + 12 > tiff.length) return 1;
    if (view.getUint16(entry, little) !== ORIENTATION_TAG) continue;
    const value = view.getUint16(entry + 8, little);
    return value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}
