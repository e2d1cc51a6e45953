import { TextOffsets } from '../entity/text-offsets.ts';

/** A part of the text, in Unicode code points; the end is exclusive. */
export interface Reference {
  startOffset: number;
  endOffset: number;
}

/** A question with its answer, what kind it is, and the parts of the text that it rests on. */
export interface QuestionPair {
  question: string;
  answer: string;
  questionTag?: string;
  references: Reference[];
}

export interface Limits {
  fewest: number;
  most: number;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const textOf = (value: unknown) => (typeof value === 'string' ? value : '');

/** The pairs of a draft or a former answer. @param length of the text, in code points */
export function readPairs(value: unknown, length: number): QuestionPair[] {
  const listed = isObject(value) && Array.isArray(value.questionsAndAnswers) ? value.questionsAndAnswers : [];
  return listed.filter(isObject).map(({ question, answer, questionTag, references }) => ({
    question: textOf(question),
    answer: textOf(answer),
    ...(typeof questionTag === 'string' && questionTag !== '' && { questionTag }),
    references: (Array.isArray(references) ? references : []).filter(isObject).flatMap(({ startOffset, endOffset }) => {
      const [start, end] = [Number(startOffset), Number(endOffset)];
      const isPlaced = Number.isInteger(start) && Number.isInteger(end) && start >= 0 && start < end && end <= length;
      return isPlaced ? { startOffset: start, endOffset: end } : [];
    }),
  }));
}

/** Words as the text's language parts them, Chinese and Japanese too. */
export const countWords = (text: string) => new TextOffsets(text).words.length;

export const isWithin = (text: string, { fewest, most }: Limits) => {
  const count = countWords(text);
  return count >= fewest && count <= most;
};

/** Whether nothing was written yet. */
export const isBlank = ({ question, answer, references }: QuestionPair) =>
  question.trim() === '' && answer.trim() === '' && references.length === 0;
