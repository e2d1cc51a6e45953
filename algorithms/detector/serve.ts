import type { DetectionResponse } from '../../shared/contracts/training.ts';
import { serveModel } from '../container/model-service.ts';
import { openDetector } from './detector.ts';

await serveModel(async (folder, threads) => {
  const detector = await openDetector(folder, threads);
  return {
    answer: (image) => detector.detect(image),
    unreadable: (error): DetectionResponse => ({ image_size: [], annotations: [], error }),
  };
});
