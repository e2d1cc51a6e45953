import {
  deleteQueueLetter,
  type QueueLetter,
  readQueueLetters,
  releaseQueueLetters,
} from '../../shared/aws/dead-letter-queue.ts';
import { startFunction } from '../../shared/aws/lambda-functions.ts';
import type { DeadLetter } from '../../shared/domain/workflow/dead-letter.ts';
import { forgetLaptopLetter, listLaptopLetters } from './laptop-letters.ts';

/** Where dead letters lie: in the laptop's data folder, or in a stage's queue. */
export type LetterPlace = { dataDir: string } | { queueUrl: string; ingestUpload: string };

/** More than this nobody reads; who gives them all again comes round once more. */
const MOST = 1000;

export interface DeadLetters {
  /** The oldest first. */
  list(): Promise<DeadLetter[]>;
  /**
   * Gives letters to their functions again and takes them off the list.
   * @param isWanted which of them
   * @param signal ends it between two letters
   * @returns ids of those that were given, and of those of which nobody can tell whose they are
   */
  redrive(isWanted: (letter: DeadLetter) => boolean, signal?: AbortSignal): Promise<{ sent: string[]; left: string[] }>;
}

/** A place's letters as they are read, taken off, and let go where they stay. */
interface Box<Letter extends DeadLetter> {
  read(): Promise<Letter[]>;
  forget(letter: Letter): Promise<void>;
  release(letters: readonly Letter[]): Promise<void>;
}

/** The dead letters of one place. */
export function openDeadLetters(place: LetterPlace): DeadLetters {
  return 'dataDir' in place ? lettersOf(laptopBox(place.dataDir)) : lettersOf(queueBox(place));
}

const laptopBox = (dataDir: string): Box<DeadLetter> => ({
  read: () => listLaptopLetters(dataDir),
  forget: (letter) => forgetLaptopLetter(dataDir, letter),
  release: async () => {},
});

const queueBox = ({ queueUrl, ingestUpload }: { queueUrl: string; ingestUpload: string }): Box<QueueLetter> => ({
  read: () => readQueueLetters(queueUrl, ingestUpload, MOST),
  forget: (letter) => deleteQueueLetter(queueUrl, letter),
  release: (letters) => releaseQueueLetters(queueUrl, letters),
});

function lettersOf<Letter extends DeadLetter>(box: Box<Letter>): DeadLetters {
  return {
    async list() {
      const letters = await box.read();
      await box.release(letters);
      return letters;
    },
    async redrive(isWanted, signal) {
      const sent: string[] = [];
      const left: string[] = [];
      const staying = new Set(await box.read());
      try {
        for (const letter of [...staying].filter(isWanted)) {
          if (signal?.aborted) break;
          if (letter.functionName === undefined) {
            left.push(letter.id);
            continue;
          }
          // Given to the function first: who is killed in between gives it twice, and loses none.
          await startFunction(letter.functionName, letter.payload);
          await box.forget(letter);
          staying.delete(letter);
          sent.push(letter.id);
        }
      } finally {
        await box.release([...staying]);
      }
      return { sent, left };
    },
  };
}
