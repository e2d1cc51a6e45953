import { expect, it } from '@jest/globals';
import { generateSampleImages } from '../../../examples/sample-images/generate.ts';
import { LOGO_LABELS } from '../../../examples/sample-images/logos.ts';
import { meanAveragePrecision } from '../../../shared/domain/models/average-precision.ts';
import { matchTemplates } from './template-matching.ts';

it('template matching with the plain logos stays under .5 mAP: the sample images need learning', async () => {
  const images = await generateSampleImages({ seed: 1, set: 'test', count: 24 });
  const predictions = [];
  for (const { bytes } of images) predictions.push(await matchTemplates(bytes));
  const truth = images.map((image) =>
    image.truth.map(({ label, ...box }) => ({ class_id: LOGO_LABELS.indexOf(label), ...box })),
  );
  const { map50 } = meanAveragePrecision({ truth, predictions, labels: LOGO_LABELS });
  expect(map50).toBeGreaterThan(0.05);
  expect(map50).toBeLessThan(0.5);
}, 300_000);
