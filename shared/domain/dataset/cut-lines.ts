/** Lines of a file, some at a time: one promise a line would cost more than reading it. */
export interface LineBatch {
  /** Number of the first line, from 1. */
  first: number;
  lines: string[];
  /** Line numbers that were longer than the limit; their text is not held, and their place in `lines` is empty. */
  tooLong: number[];
  /** The file's last line has no line break behind it: it may be cut off. */
  endsOpen: boolean;
}

/** Longer lines are no manifest's (Ground Truth takes 100,000 characters), but somebody's whole file without line breaks. */
export const MAX_LINE_CHARACTERS = 16 * 1024 * 1024;

/** Cuts text into lines at `\n` and `\r\n`, without the byte order mark, and never holds more than a chunk and one line. */
export async function* cutLines(chunks: AsyncIterable<string>, limit = MAX_LINE_CHARACTERS): AsyncGenerator<LineBatch> {
  let number = 1;
  let rest = '';
  let isSkipping = false;
  let isStart = true;
  for await (let chunk of chunks) {
    if (isStart && chunk.length > 0) {
      if (chunk.charCodeAt(0) === 0xfeff) chunk = chunk.slice(1);
      isStart = false;
    }
    const end = chunk.lastIndexOf('\n');
    if (end < 0) {
      if (!isSkipping) rest += chunk;
      if (rest.length > limit) {
        isSkipping = true;
        rest = '';
      }
      continue;
    }
    const lines = (rest + chunk.slice(0, end)).split('\n');
    rest = chunk.slice(end + 1);
    const tooLong: number[] = [];
    if (isSkipping) {
      lines[0] = '';
      tooLong.push(number);
      isSkipping = false;
    }
    for (let index = 0; index < lines.length; index++) {
      const line = lines[index]!;
      if (line.length > limit) {
        lines[index] = '';
        tooLong.push(number + index);
      } else if (line.charCodeAt(line.length - 1) === 13) lines[index] = line.slice(0, -1);
    }
    yield { first: number, lines, tooLong, endsOpen: false };
    number += lines.length;
  }
  if (isSkipping || rest.length > limit) yield { first: number, lines: [''], tooLong: [number], endsOpen: true };
  else if (rest !== '') yield { first: number, lines: [rest], tooLong: [], endsOpen: true };
}

/** Text that is all there, as `cutLines` takes it. */
export async function* oneChunk(text: string): AsyncGenerator<string> {
  yield text;
}
