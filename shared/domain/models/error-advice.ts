import type { ModelReport } from '../../contracts/model-report.ts';
import type { ErrorKind } from './detection-errors.ts';

type Scored = Pick<ModelReport, 'images' | 'perLabel'>;

/** With fewer validation images more data is the first thing to try, whatever the missed objects look like. */
const FEW_IMAGES = 50;

/** What each kind of error means, and what helps against it; for people. */
export const ERROR_ADVICE: Record<ErrorKind, { meaning: string; remedy: (model: Scored) => string }> = {
  missed: {
    meaning: 'objects it does not see',
    remedy: moreLabels,
  },
  background: {
    meaning: 'boxes where nobody marked anything',
    remedy: () => 'look at the surest ones first: some may be missing labels',
  },
  label: {
    meaning: 'objects with the wrong label',
    remedy: () => 'say in the instructions what tells these labels apart; add examples of both',
  },
  location: {
    meaning: 'objects with loose boxes',
    remedy: () => 'train longer or on a larger input; ask for tight boxes in the instructions',
  },
};

/** What to label against misses: the label that is found worst. */
function moreLabels({ images, perLabel }: Scored): string {
  const worst = Object.entries(perLabel).toSorted(([, a], [, b]) => (a.score ?? -1) - (b.score ?? -1))[0];
  const label = worst?.[0];
  const shown = label === undefined ? '' : `, those with ${label} first`;
  return images < FEW_IMAGES
    ? `${images} validation images are few: label 20 more images next${shown}`
    : `label more images like these${shown}; the picture shows whether size, light or crowding is to blame`;
}
