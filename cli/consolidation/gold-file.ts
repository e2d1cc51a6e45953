import * as z from 'zod/mini';
import { parseJson } from '../../shared/contracts/parse.ts';
import type { Gold } from '../../shared/domain/consolidation/judge-by-gold.ts';

const box = z.object({
  label: z.string(),
  left: z.number(),
  top: z.number(),
  width: z.number(),
  height: z.number(),
});

const goldSchema = z.record(
  z.string(),
  z.union([z.object({ boundingBoxes: z.array(box) }), z.object({ label: z.string() })]),
);

/** Reads a gold file. @throws InvalidDocumentError */
export const readGoldFile = (text: string, what: string): Gold => parseJson(goldSchema, text, what);
