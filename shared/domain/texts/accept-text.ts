import { MANIFEST_ATTRIBUTE_MAX_CHARACTERS } from '../batches/limits.ts';
import type { ImageProblem } from '../images/image-structure.ts';

/** Far more than the longest text has, so that nothing larger need be read. */
export const TEXT_MAX_BYTES = 8 * MANIFEST_ATTRIBUTE_MAX_CHARACTERS;

/** A text that can be labeled. */
export interface AcceptedText {
  text: string;
  /** UTF-8 without a byte order mark: what is hashed, kept and shown. */
  bytes: Uint8Array;
  /** Unicode code points, which offsets of entities count. */
  characters: number;
}

const problem = (code: string, reason: string): ImageProblem => ({ code, reason });
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];
const begins = (bytes: Uint8Array, ...with_: number[]) => with_.every((byte, at) => bytes[at] === byte);

/** Why a file of this many bytes need not even be read; undefined when it may be a text. */
export function textSizeProblem(bytes: number): ImageProblem | undefined {
  if (bytes === 0) return problem('empty', 'the file has 0 bytes; the upload probably failed: drop it again');
  return bytes > TEXT_MAX_BYTES ? tooLong(`${bytes} bytes`) : undefined;
}

/**
 * The text of a file in UTF-8, decided from its bytes and never from its name. Line breaks stay as they are: offsets
 * count them.
 */
export function acceptText(bytes: Uint8Array): AcceptedText | ImageProblem {
  const decoded = decodeText(bytes);
  if ('code' in decoded) return decoded;
  const { text } = decoded;
  if (text.trim() === '') return problem('blank', 'there is nothing in it but blanks; drop a text with words');
  const { length } = JSON.stringify(text);
  if (length > MANIFEST_ATTRIBUTE_MAX_CHARACTERS) return tooLong(`${[...text].length} characters`);
  const own = begins(bytes, ...BYTE_ORDER_MARK) ? bytes.subarray(BYTE_ORDER_MARK.length) : bytes;
  return { text, bytes: own, characters: [...text].length };
}

/** Files of many texts, by their names: who uploads one by hand gets a word instead of one long text. */
export const TABLE = /\.(csv|tsv|jsonl|ndjson)$/i;

/** Why a dropped object is no text but a table of them; undefined when it is not. */
export function tableProblem(key: string): ImageProblem | undefined {
  if (!TABLE.test(key)) return undefined;
  const reason =
    'a table holds many texts, and each object of the inbox is one: `labelloop drop FILE` makes a text of each row';
  return problem('table', reason);
}

const tooLong = (size: string) =>
  problem(
    'too-long',
    `the text has ${size}; Ground Truth takes ${MANIFEST_ATTRIBUTE_MAX_CHARACTERS} characters as JSON, and people label short ones better: \`labelloop drop --per paragraph\` (or line) cuts it`,
  );

/** Files that are dropped by mistake: first bytes, and what they are. */
const FOREIGN: ReadonlyArray<readonly [number[], string, string]> = [
  [[0xff, 0xd8, 0xff], 'a JPEG image', 'images go into a project of images (labelloop init --task)'],
  [[0x89, 0x50, 0x4e, 0x47], 'a PNG image', 'images go into a project of images (labelloop init --task)'],
  [[0x25, 0x50, 0x44, 0x46], 'a PDF', 'save its text as a .txt file and drop that'],
  [
    [0x50, 0x4b, 0x03, 0x04],
    'a zip archive or an office document',
    'unpack it, or save it as plain text, and drop that',
  ],
  [[0x1f, 0x8b], 'a gzip archive', 'unpack it and drop the texts inside'],
  [[0x7b, 0x5c, 0x72, 0x74, 0x66], 'a rich text document', 'save it as plain text and drop that'],
];

/**
 * The text that bytes are in UTF-8, a byte order mark taken away; or why they are none, and in which encoding they
 * probably are.
 */
export function decodeText(bytes: Uint8Array): { text: string } | ImageProblem {
  for (const [signature, what, remedy] of FOREIGN)
    if (begins(bytes, ...signature))
      return problem('not-a-text', `this is ${what}, and this project labels texts; ${remedy}`);
  const wide = wideEncoding(bytes);
  if (wide) return problem('utf-16', inAnotherEncoding(wide, `it is in ${wide.toUpperCase()}`));
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.includes('\0') ? problem('not-a-text', 'there are NUL characters in it, so it is no text') : { text };
  } catch {
    const at = firstBroken(bytes);
    const line = 1 + bytes.subarray(0, at).filter((byte) => byte === 0x0a).length;
    const what = `byte 0x${bytes[at]!.toString(16)} in line ${line} is no UTF-8`;
    return isControlled(bytes)
      ? problem('not-a-text', `${what}, and there are control characters: these bytes are no text`)
      : problem('latin-1', inAnotherEncoding('windows-1252', `${what}; the text is probably Latin-1 (Windows-1252)`));
  }
}

const inAnotherEncoding = (encoding: string, what: string) =>
  `${what}: save it as UTF-8, or \`labelloop drop --encoding ${encoding}\` reads it as that`;

/** UTF-16 by its mark, or by the zeros that Latin letters have in it. */
function wideEncoding(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (begins(bytes, 0xff, 0xfe)) return 'utf-16le';
  if (begins(bytes, 0xfe, 0xff)) return 'utf-16be';
  const head = bytes.subarray(0, 1000);
  const zeros = [0, 1].map((side) => head.filter((byte, at) => byte === 0 && at % 2 === side).length);
  const most = 0.3 * (head.length / 2);
  if (head.length < 4 || Math.max(...zeros) < most || Math.min(...zeros) > most / 4) return undefined;
  return zeros[1]! > zeros[0]! ? 'utf-16le' : 'utf-16be';
}

/** Index of the first byte that UTF-8 does not allow. */
function firstBroken(bytes: Uint8Array): number {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for (const at of bytes.keys()) {
    try {
      decoder.decode(bytes.subarray(at, at + 1), { stream: true });
    } catch {
      return at;
    }
  }
  return bytes.length - 1;
}

/** Whether there is what no one-byte encoding of a text has. */
const isControlled = (bytes: Uint8Array) =>
  bytes.some((byte) => byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d && byte !== 0x0c);
