import type { DetectionResponse } from '../../shared/contracts/training.ts';
import { serveModel } from './model-service.ts';

await serveModel({
  detection: (detected) => detected,
  unreadable: (error): DetectionResponse => ({ image_size: [], annotations: [], error }),
});
