import { unreadableAnswer } from '../../shared/contracts/model-answers.ts';
import { serveModel } from '../container/model-service.ts';
import { openSegmenter } from './segmenter.ts';

await serveModel(async (folder, threads) => {
  const segmenter = await openSegmenter(folder, threads);
  return { answer: (image) => segmenter.segment(image), unreadable: unreadableAnswer };
});
