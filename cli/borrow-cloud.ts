import type { RunningCloud } from '../local-cloud/data-folder.ts';
import { untilFinished } from './stopping.ts';

/** The cloud that runs on the folder, or one of our own for as long as it is needed. */
export async function borrowCloud(
  dataDir: string,
): Promise<{ cloud: Omit<RunningCloud, 'pid'>; giveBack: () => Promise<void> }> {
  const [{ findRunningCloud }, { startCloud }, { REGION }] = await Promise.all([
    import('../local-cloud/data-folder.ts'),
    import('../local-cloud/cloud.ts'),
    import('../local-cloud/wire/service.ts'),
  ]);
  const running = findRunningCloud(dataDir);
  if (running) return { cloud: running, giveBack: async () => {} };
  const own = await startCloud({ dataDir, reopenSeconds: 0 });
  const ended = untilFinished(() => own.stop());
  const giveBack = async () => {
    ended();
    await own.stop();
  };
  return { cloud: { ...own, region: REGION }, giveBack };
}
