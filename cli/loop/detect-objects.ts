import sharp from 'sharp';
import { invokeEndpoint } from '../../shared/aws/sagemaker-runtime.ts';
import type { Prediction } from '../../shared/contracts/training.ts';
import { parseDetections } from '../../shared/domain/models/detections.ts';

/** Asks a live endpoint what is on the image. Boxes in pixels of the upright image, the surest first. */
export async function detectObjects(endpointName: string, image: Uint8Array): Promise<Prediction[]> {
  const { autoOrient } = await sharp(image).metadata();
  const answer = await invokeEndpoint(endpointName, image);
  const boxes = parseDetections(answer, autoOrient, `the answer of ${endpointName}`);
  return boxes.sort((a, b) => b.confidence - a.confidence);
}

/** `.93`, as boxes are tagged. */
export const shortConfidence = (confidence: number) => confidence.toFixed(2).replace(/^0/, '');
