import { readObject } from '../../shared/aws/s3.ts';
import type { ModelErrors, ShownBox } from '../../shared/contracts/model-report.ts';
import { drawContactSheet } from '../pictures/contact-sheet.ts';

/** The images that a model gets wrong: what people marked beside what it sees. @returns PNG */
export async function drawErrors(
  bucket: string,
  modelName: string,
  labels: readonly string[],
  { images }: ModelErrors,
): Promise<Buffer> {
  const drawn = ({ label, ...box }: ShownBox, tag = label) => ({ ...box, classId: labels.indexOf(label), tag });
  const rows = await Promise.all(
    images.map(async ({ key, truth, predictions }) => {
      const { bytes: image } = await readObject(bucket, key);
      const seen = predictions.map((box) => drawn(box, `${box.label} ${box.confidence.toFixed(2).slice(1)}`));
      return [
        { image, layers: [{ boxes: truth.map((box) => drawn(box)) }] },
        { image, layers: [{ boxes: seen }] },
      ];
    }),
  );
  return drawContactSheet({
    title: 'what the model gets wrong',
    subtitle: modelName,
    headings: [
      { name: 'people', explanation: 'the validation truth' },
      { name: 'model', explanation: 'with its confidence' },
    ],
    rows,
    labels,
    tileWidth: 480,
  });
}
