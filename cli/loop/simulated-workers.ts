import type { TruthByImage } from './label-quality.ts';

export interface SimulatedWorkersOptions {
  cloud: { portalUrl: string };
  truth: TruthByImage;
  seed: number;
  count: number;
}

/** Stand-ins for people, working through the portal's own HTTP API. They see the truth with noise. */
export async function startSimulatedWorkers(options: SimulatedWorkersOptions): Promise<{ stop(): Promise<void> }> {
  throw new Error(`not yet: ${options.count}`);
}
