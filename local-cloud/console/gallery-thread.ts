import { Worker } from 'node:worker_threads';
import type { GalleryPage } from '../../shared/contracts/gallery.ts';
import type { ProjectOverview } from '../../shared/contracts/overview.ts';
import type { GalleryChoice } from '../../shared/read-models/gallery-choice.ts';

interface PageQuestion {
  id: number;
  project: string;
  choice: GalleryChoice;
  offset: number;
  limit: number;
}
/** Asks for a page, tells what versions there are, so that they are read before that, or whose tags changed. */
export type GalleryQuestion =
  | PageQuestion
  | { tagged: string }
  | { overviews: Array<Pick<ProjectOverview, 'project' | 'dataset'>> };
export type GalleryAnswer = ({ id: number } & ({ page: GalleryPage } | { error: string })) | { ready: string };

/** Galleries in a thread of their own, which begins with the first question. */
export function openGalleryThread(bucket: string) {
  let worker: Worker | undefined;
  let asked = 0;
  const waiting = new Map<number, PromiseWithResolvers<GalleryPage>>();
  /** Projects whose newest version the thread has read. */
  const ready = new Set<string>();
  const thread = () => {
    if (worker) return worker;
    const begun = new Worker(new URL('./gallery-worker.ts', import.meta.url), { workerData: bucket });
    begun.on('message', (answer: GalleryAnswer) => {
      if ('ready' in answer) {
        ready.add(answer.ready);
        return;
      }
      const { resolve, reject } = waiting.get(answer.id)!;
      waiting.delete(answer.id);
      if ('page' in answer) resolve(answer.page);
      else reject(new Error(answer.error));
    });
    // The next question begins another one.
    begun.on('error', (error) => {
      worker = undefined;
      ready.clear();
      for (const { reject } of waiting.values()) reject(error);
      waiting.clear();
    });
    begun.unref();
    worker = begun;
    return begun;
  };
  return {
    /** Whether the project's images were read once: what is new since then is read while somebody waits. */
    isReady: (project: string) => ready.has(project),
    read(project: string, choice: GalleryChoice, offset: number, limit: number): Promise<GalleryPage> {
      const answer = Promise.withResolvers<GalleryPage>();
      waiting.set(++asked, answer);
      thread().postMessage({ id: asked, project, choice, offset, limit } satisfies GalleryQuestion);
      return answer.promise;
    },
    forgetTags: (project: string) => worker?.postMessage({ tagged: project } satisfies GalleryQuestion),
    keepReady(overviews: readonly ProjectOverview[]): void {
      const told = overviews.filter(({ dataset }) => dataset).map(({ project, dataset }) => ({ project, dataset }));
      if (told.length > 0) thread().postMessage({ overviews: told } satisfies GalleryQuestion);
    },
  };
}
