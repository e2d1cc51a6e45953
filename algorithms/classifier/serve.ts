import { unreadableAnswer } from '../../shared/contracts/model-answers.ts';
import { serveModel } from '../container/model-service.ts';
import { openClassifier } from './classifier.ts';

await serveModel(async (folder, threads) => {
  const classifier = await openClassifier(folder, threads);
  return { answer: (image) => classifier.classify(image), unreadable: unreadableAnswer };
});
