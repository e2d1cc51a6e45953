import { findObject } from '../../shared/aws/s3.ts';
import { drawContactSheet } from '../pictures/contact-sheet.ts';
import type { Candidate } from './candidate.ts';

const COLUMNS = 4;
const TILE_WIDTH = 320;
/** More tags than that hide the picture. */
const MOST_TAGS = 12;
export const SHEET_IMAGES = 24;

/** The first of the images with their present labels: the check by eye before they are sent back. @returns PNG */
export async function drawRelabelSheet(
  bucket: string,
  images: readonly Candidate[],
  labels: readonly string[],
  title: string,
): Promise<Buffer> {
  const shown = images.slice(0, SHEET_IMAGES);
  const tiles = await Promise.all(
    shown.map(async ({ imageKey, boxes, confidences }) => {
      const tag = (at: number) =>
        `${labels[boxes[at]!.class_id] ?? boxes[at]!.class_id} ${confidences[at]?.toFixed(2) ?? ''}`;
      return {
        image: (await findObject(bucket, imageKey))?.bytes,
        layers: [
          {
            boxes: boxes.map(({ class_id, ...box }, at) => ({
              ...box,
              classId: class_id,
              ...(boxes.length <= MOST_TAGS && { tag: tag(at).trim() }),
            })),
          },
        ],
      };
    }),
  );
  const drawn = tiles.flatMap(({ image, layers }) => (image ? [{ image, layers }] : []));
  return drawContactSheet({
    title,
    subtitle: `${shown.length} of ${images.length} images with their present labels`,
    headings: [],
    rows: Array.from({ length: Math.ceil(drawn.length / COLUMNS) }, (_, row) =>
      drawn.slice(row * COLUMNS, (row + 1) * COLUMNS),
    ),
    labels: labels.slice(0, 6),
    tileWidth: TILE_WIDTH,
  });
}
