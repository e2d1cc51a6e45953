import { GetObjectCommand } from '@aws-sdk/client-s3';
import type { ImageTruth } from '../../../local-cloud/simulated-workforce/draw-boxes.ts';
import { runSimulatedWorkforce } from '../../../local-cloud/simulated-workforce/simulated-workforce.ts';
import type { startLabeling } from './labeling-under-test.ts';

export const BUCKET = 'ground-truth-walk-through';
export const PREFIX = 'ground-truth-od-demo';
export const TEAM = 'arn:aws:sagemaker:us-east-1:000000000000:workteam/private-crowd/ground-truth-od-demo-team';
export const IMAGES = 5;

type Running = Awaited<ReturnType<typeof startLabeling>>;

const TRUTH: ImageTruth = {
  width: 640,
  height: 480,
  boxes: [{ label: 'bird', left: 100, top: 80, width: 200, height: 150 }],
};

/** The walk-through's five workers, until `signal`. */
export const work = (running: Running, signal: AbortSignal) =>
  runSimulatedWorkforce({
    portalUrl: running.portalUrl,
    invite: (name) => running.invite(name, TEAM),
    truthOf: () => TRUTH,
    workers: 5,
    seed: 3,
    signal,
  });

/** A manifest of the walk-through's. */
export async function readLines(running: Running, name: string): Promise<Array<Record<string, unknown>>> {
  const stored = await running.s3.client.send(new GetObjectCommand({ Bucket: BUCKET, Key: `${PREFIX}/${name}` }));
  const text = await stored.Body!.transformToString();
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
