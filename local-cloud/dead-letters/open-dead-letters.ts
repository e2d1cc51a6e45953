import { deleteQueueLetter, type QueueLetter, readQueueLetters } from '../../shared/aws/dead-letter-queue.ts';
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

/** The dead letters of one place. */
export function openDeadLetters(place: LetterPlace): DeadLetters {
  const list = () =>
    'dataDir' in place ? listLaptopLetters(place.dataDir) : readQueueLetters(place.queueUrl, place.ingestUpload, MOST);
  const forget = (letter: DeadLetter) =>
    'dataDir' in place
      ? forgetLaptopLetter(place.dataDir, letter)
      : deleteQueueLetter(place.queueUrl, letter as QueueLetter);
  return {
    list,
    async redrive(isWanted, signal) {
      const sent: string[] = [];
      const left: string[] = [];
      for (const letter of (await list()).filter(isWanted)) {
        if (signal?.aborted) break;
        if (letter.functionName === undefined) {
          left.push(letter.id);
          continue;
        }
        // Given to the function first: who is killed in between gives it twice, and loses none.
        await startFunction(letter.functionName, letter.payload);
        await forget(letter);
        sent.push(letter.id);
      }
      return { sent, left };
    },
  };
}
