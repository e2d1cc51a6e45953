import { type DatasetProblem, problemAt } from '../../image-record.ts';

interface Place {
  file: string;
  line: number;
  image: string;
}

/**
 * Two boxes whose lines ran together look like an outline of four corners. A dataset of outlines is one; where all
 * others are boxes, each such line is doubtful.
 */
export class JoinedLines {
  #boxes = 0;
  #outlines = 0;
  #doubtful: Place[] = [];

  /** @param text of a line that could be read */
  look(text: string, isOutline: boolean, place: Place): void {
    if (!isOutline) {
      this.#boxes++;
      return;
    }
    this.#outlines++;
    if (couldBeTwoBoxes(text)) this.#doubtful.push(place);
  }

  problems(): DatasetProblem[] {
    if (this.#boxes < this.#outlines || this.#doubtful.length < this.#outlines) return [];
    return this.#doubtful.map(({ file, line, image }) => {
      const reason =
        'it was read as an outline of four corners; where all other objects are boxes, it may be two whose lines ran together';
      return problemAt(file, line)('changed', 'joined-lines', reason, image);
    });
  }
}

/** What is left of the height of the first and the class of the second stands in one number between them. */
function couldBeTwoBoxes(text: string): boolean {
  const numbers = text.trim().split(/\s+/).map(Number);
  if (numbers.length !== 9) return false;
  const [, x, y, width, , ...second] = numbers as [number, number, number, number, number, ...number[]];
  const [x2, y2, width2, height2] = second as [number, number, number, number];
  return isInside(x, width) && isInside(y, 0) && isInside(x2, width2) && isInside(y2, height2);
}

const TOLERANCE = 0.01;
const isInside = (centre: number, length: number) =>
  centre - length / 2 >= -TOLERANCE && centre + length / 2 <= 1 + TOLERANCE;
