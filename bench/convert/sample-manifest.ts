import { open } from 'node:fs/promises';
import { seededRandom } from '../../shared/domain/seeded-random.ts';

const CLASSES = ['car', 'van', 'person', 'bicycle', 'traffic light'];
export const SAMPLE_LABELS = CLASSES.join(',');

/**
 * Writes an augmented manifest as Ground Truth leaves it: `lines` images of `boxes` boxes, whole pixels, confidences of
 * two digits.
 */
export async function writeSampleManifest(file: string, lines: number, boxes: number): Promise<void> {
  const random = seededRandom(7);
  const whole = (below: number) => Math.floor(random() * below);
  const handle = await open(file, 'w');
  let text = '';
  for (let line = 0; line < lines; line++) {
    const annotations = Array.from({ length: boxes }, () => ({
      class_id: whole(CLASSES.length),
      left: whole(1700),
      top: whole(900),
      width: 20 + whole(180),
      height: 20 + whole(150),
    }));
    const used = [...new Set(annotations.map(({ class_id }) => class_id))].sort((a, b) => a - b);
    const record = {
      'source-ref': `s3://sample-bucket/drives/2026-05-${10 + (line % 20)}/frame-${String(line).padStart(7, '0')}.jpg`,
      streets: { image_size: [{ width: 1920, height: 1080, depth: 3 }], annotations },
      'streets-metadata': {
        objects: annotations.map(() => ({ confidence: whole(100) / 100 })),
        'class-map': Object.fromEntries(used.map((id) => [String(id), CLASSES[id]])),
        type: 'groundtruth/object-detection',
        'human-annotated': 'yes',
        'creation-date': '2026-05-20T11:22:33.444000',
        'job-name': 'labeling-job/streets',
      },
    };
    text += `${JSON.stringify(record)}\n`;
    if (text.length > 1 << 20) {
      await handle.write(text);
      text = '';
    }
  }
  await handle.write(text);
  await handle.close();
}
