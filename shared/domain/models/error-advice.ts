import type { ErrorKind } from './detection-errors.ts';

/** What each kind of error means, and what helps against it; for people. */
export const ERROR_ADVICE: Record<ErrorKind, { meaning: string; remedy: string }> = {
  missed: {
    meaning: 'objects it does not see',
    remedy: 'label more images like these, with small and half-hidden objects most of all',
  },
  background: {
    meaning: 'boxes where nobody marked anything',
    remedy: 'look at the surest ones first: some may be missing labels',
  },
  label: {
    meaning: 'objects with the wrong label',
    remedy: 'say in the instructions what tells these labels apart; add examples of both',
  },
  location: {
    meaning: 'objects with loose boxes',
    remedy: 'train longer or on a larger input; ask for tight boxes in the instructions',
  },
};
