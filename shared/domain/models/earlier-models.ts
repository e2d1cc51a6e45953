import type { Champion } from '../../contracts/training.ts';

const REMEMBERED = 500;

/**
 * What `champion.json` says of the models that served before `next` does, the last one first. That a model passed the
 * gate says less: its smoke test may have failed.
 */
export function earlierModels(present: Pick<Champion, 'modelName' | 'earlier'> | undefined, next: string): string[] {
  const served = present ? [present.modelName, ...(present.earlier ?? [])] : [];
  return served.filter((model) => model !== next).slice(0, REMEMBERED);
}
