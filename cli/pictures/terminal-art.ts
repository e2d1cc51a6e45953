import sharp from 'sharp';

const UPPER_HALF = '▀';

/**
 * A picture as half blocks: two pixels a character, upper half in the text's colour, lower half in the background's
 * (24-bit escape codes; for truecolor terminals only).
 * @returns one string a line, each ending with a reset
 */
export async function terminalArt(image: Uint8Array, columns: number): Promise<string[]> {
  const { data, info } = await sharp(image)
    .resize({ width: columns, kernel: 'lanczos3' })
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const pixel = (x: number, y: number) => {
    const at = (Math.min(y, info.height - 1) * info.width + x) * info.channels;
    return `${data[at]};${data[at + 1]};${data[at + 2]}`;
  };
  const lines: string[] = [];
  for (let y = 0; y < info.height; y += 2) {
    let line = '';
    for (let x = 0; x < info.width; x++) line += `\x1b[38;2;${pixel(x, y)}m\x1b[48;2;${pixel(x, y + 1)}m${UPPER_HALF}`;
    lines.push(`${line}\x1b[0m`);
  }
  return lines;
}
