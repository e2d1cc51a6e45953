import { ringsBox } from '../../../shapes/polygon.ts';
import { runsBox, runsFill, textToRuns } from '../../../shapes/run-length.ts';
import type { Shape } from '../../image-record.ts';
import { numberedPoints, type PoseSchema, poseBox, poseOfTriples } from '../../pose.ts';
import type { CocoAnnotation } from './coco-parts.ts';

const isNumbers = (list: unknown): list is number[] => Array.isArray(list) && list.every(Number.isFinite);

/**
 * An annotation as a shape, or why it cannot be read, for people. Its place is its outline, else its box, else its
 * keypoints.
 * @param schema the key points that its category lists
 */
export function readCocoShape(annotation: CocoAnnotation, label: string, schema?: PoseSchema): Shape | string {
  const { bbox, segmentation, iscrowd, score, attributes, keypoints, track_id } = annotation;
  const isTracked = track_id !== undefined && attributes?.['object-id'] === undefined;
  const extra = { ...attributes, ...(iscrowd && { iscrowd }), ...(isTracked && { track_id }) };
  const pose = isNumbers(keypoints) ? poseOfTriples(keypoints, schemaFor(keypoints, schema)) : undefined;
  const shared = {
    label,
    confidence: score,
    ...(pose && { pose }),
    ...(Object.keys(extra).length > 0 && { extra }),
  };
  if (Array.isArray(segmentation) && segmentation.length > 0) {
    // Some tools leave the outer list out; pycocotools takes it so too.
    const rings = isNumbers(segmentation) ? [segmentation] : (segmentation as number[][]);
    if (!rings.every((ring) => isNumbers(ring) && ring.length >= 6 && ring.length % 2 === 0))
      return 'a polygon needs three corners or more, x and y each';
    return { ...shared, ...ringsBox(rings), polygons: rings };
  }
  if (segmentation && !Array.isArray(segmentation)) {
    try {
      const { counts, size } = segmentation;
      const mask = {
        width: size[1],
        height: size[0],
        counts: typeof counts === 'string' ? textToRuns(counts) : counts,
      };
      if (!runsFill(mask)) return `its runs do not cover an image of ${mask.width} x ${mask.height}`;
      return { ...shared, ...runsBox(mask), mask };
    } catch (error) {
      return `its mask cannot be read: ${(error as Error).message}`;
    }
  }
  if (isNumbers(bbox) && bbox.length === 4)
    return { ...shared, left: bbox[0]!, top: bbox[1]!, width: bbox[2]!, height: bbox[3]! };
  if (pose && pose.points.length >= 2 && !bbox?.length) return { ...shared, ...poseBox(pose.points) };
  return 'it has neither a box of four numbers nor a segmentation';
}

/** The category's list, or numbers where it names fewer points than the annotation has. */
const schemaFor = ({ length }: readonly number[], schema: PoseSchema | undefined): PoseSchema =>
  schema && schema.names.length >= length / 3
    ? schema
    : { names: numberedPoints(Math.floor(length / 3)), edges: schema?.edges ?? [] };
