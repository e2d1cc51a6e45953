import * as z from 'zod/mini';
import { parse } from '../../shared/contracts/parse.ts';
import { MINIMUM_SIDE, type TrueBox } from './labeled-box.ts';

const cocoSchema = z.object({
  images: z.array(z.object({ id: z.union([z.int(), z.string()]), file_name: z.string() })),
  categories: z.array(z.object({ id: z.int(), name: z.string() })),
  annotations: z.array(
    z.object({
      image_id: z.union([z.int(), z.string()]),
      category_id: z.int(),
      bbox: z.optional(z.array(z.number())),
      iscrowd: z.optional(z.number()),
    }),
  ),
});

/** Reads COCO instances JSON: boxes by the images' `file_name`. Crowd regions are left out: they are no single objects. @throws InvalidDocumentError */
export function parseCoco(document: unknown, what: string): Map<string, TrueBox[]> {
  const coco = parse(cocoSchema, document, what);
  const labels = new Map(coco.categories.map(({ id, name }) => [id, name]));
  const byImage = new Map(coco.images.map(({ id }) => [id, [] as TrueBox[]]));
  for (const { image_id, category_id, bbox, iscrowd } of coco.annotations) {
    const label = labels.get(category_id);
    if (!label || bbox?.length !== 4 || iscrowd) continue;
    const [left, top, width, height] = bbox as [number, number, number, number];
    if (width >= MINIMUM_SIDE && height >= MINIMUM_SIDE)
      byImage.get(image_id)?.push({ label, left, top, width, height });
  }
  return new Map(coco.images.map(({ id, file_name }) => [file_name, byImage.get(id)!]));
}
