import { parentPort, workerData } from 'node:worker_threads';
import { choosePage } from '../../shared/read-models/gallery-choice.ts';
import { openGalleries } from './galleries.ts';
import type { GalleryAnswer, GalleryQuestion } from './gallery-thread.ts';

/** Reads galleries and answers from them: a hundred thousand lines take seconds, in which nobody else shall wait. */
const galleries = openGalleries(workerData as string, (project) => tell({ ready: project }));
const tell = (answer: GalleryAnswer) => parentPort!.postMessage(answer);

parentPort!.on('message', async (question: GalleryQuestion) => {
  if ('overviews' in question) {
    galleries.keepReady(question.overviews);
    return;
  }
  if ('tagged' in question) {
    galleries.forgetTags(question.tagged);
    return;
  }
  const { id, project, choice, offset, limit } = question;
  const answered = async (): Promise<GalleryAnswer> => {
    const images = await galleries.read(project);
    return { id, page: choosePage(images, choice, offset, limit, await galleries.facts(project, choice)) };
  };
  tell(await answered().catch((error: Error): GalleryAnswer => ({ id, error: error.message })));
});
