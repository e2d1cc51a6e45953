import { runSimulatedWorkforce } from '../../local-cloud/simulated-workforce/simulated-workforce.ts';
import { parseImageKey } from '../../shared/domain/project/bucket-keys.ts';
import type { CloudAccess } from '../aws-variables.ts';
import { inviteWorker } from '../invite-worker.ts';
import type { TruthByImage } from './label-quality.ts';

export interface SimulatedWorkersOptions {
  cloud: CloudAccess & { portalUrl: string };
  workteamArn: string;
  /** May grow while they work. */
  truth: TruthByImage;
  seed: number;
  count: number;
  /** Called once when they cannot go on. */
  onFailure(error: Error): void;
}

/** Stand-ins for people, at work through the portal's own HTTP API until `stop`. They see the truth with noise. */
export function startSimulatedWorkers({ cloud, workteamArn, truth, seed, count, onFailure }: SimulatedWorkersOptions): {
  stop(): Promise<void>;
} {
  const ended = new AbortController();
  const work = runSimulatedWorkforce({
    portalUrl: cloud.portalUrl,
    invite: async (name) => (await inviteWorker(cloud, name, workteamArn)).invitation,
    truthOf(sourceRef) {
      const image = parseImageKey(sourceRef);
      const found = image && truth.get(image.sha256);
      return found && { ...found, boxes: [...found.boxes] };
    },
    workers: count,
    seed,
    signal: ended.signal,
  });
  work.catch((error: Error) => {
    if (!ended.signal.aborted) onFailure(error);
  });
  return {
    async stop() {
      ended.abort();
      await work.catch(() => {});
    },
  };
}
