import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { CommandError } from '../command.ts';
import type { ProjectStatus } from '../status/read-status.ts';
import { root } from './serverless.ts';

/** What the smoke test of a stage is made of. */
export const TRY_OUT = {
  project: 'tryout',
  images: 20,
  /** Training is paid by the second; so many are enough for a model that finds something. */
  trainingSeconds: 60,
} as const;
const POLL_MS = 5_000;
/** A machine of SageMaker takes minutes to come, an endpoint as well. */
const PATIENCE_MS = 45 * 60_000;

export interface TriedOut {
  project: string;
  endpoint: string;
  model: string;
  /** Objects that the endpoint found on one of the images. */
  found: number;
  /** Training and orchestration, computed with the prices of docs/aws.md. */
  costUsd: number;
}

/**
 * Carries twenty sample images with their labels to a live endpoint of the stage, by the commands that people use, and
 * asks it about one. What an earlier call has done already is not done again.
 * @param place `--stage` and its like
 * @param tell gets each step
 * @throws CommandError where a step fails, or no model is live after 45 minutes
 */
export async function tryOut(
  place: readonly string[],
  tell: (line: string) => void,
  signal: AbortSignal,
): Promise<TriedOut> {
  const { project } = TRY_OUT;
  const command = (...words: string[]) => runCommand([...words, ...place, '--json'], tell, signal);
  const folder = await mkdtemp(join(tmpdir(), 'labelloop-try-'));
  try {
    const { photos, labels, classes } = await writeSamples(folder);
    tell(`drew ${TRY_OUT.images} images of ${classes.join(' and ')}`);
    const status = async () =>
      ((await command('status')) as { projects: ProjectStatus[] }).projects.find((one) => one.project === project);
    if (!(await status())) await command('init', project, '--labels', classes.join(','));
    const settings = ['gate.minimumScore=0', 'gate.policy=notWorse'];
    const hyperparameters = { 'max-seconds': String(TRY_OUT.trainingSeconds), evidence: 'none' };
    for (const [name, value] of Object.entries(hyperparameters))
      settings.push(`training.hyperparameters.${name}=${value}`);
    await command('config', project, ...settings);
    if (!(await status())?.champion) await command('drop', photos, '--labels', labels, '--project', project);
    const champion = await untilLive(status, tell, signal);
    const { detections } = (await command(
      ...['detect', join(photos, '0.jpg'), '--project', project, '--out', join(folder, 'found.png')],
    )) as { detections: unknown[] };
    const { months } = (await command('cost', 'spent', project)) as { months: Array<{ total: number }> };
    return {
      project,
      endpoint: champion.endpointName,
      model: champion.modelName,
      found: detections.length,
      costUsd: months.reduce((sum, { total }) => sum + total, 0),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function untilLive(
  status: () => Promise<ProjectStatus | undefined>,
  tell: (line: string) => void,
  signal: AbortSignal,
): Promise<NonNullable<ProjectStatus['champion']>> {
  let last = '';
  for (const until = performance.now() + PATIENCE_MS; ; await pause(POLL_MS, undefined, { signal })) {
    const now = await status();
    if (now?.champion && now.endpointStatus === 'InService') return now.champion;
    const [failure] = now?.failures ?? [];
    if (failure)
      throw new CommandError(`the try-out failed in ${failure.failedState}`, {
        why: `${failure.error}: ${failure.cause}`,
        todo: `\`labelloop status ${TRY_OUT.project}\` says what to do; the same command goes on`,
      });
    const state = now?.executions[0]?.state ?? now?.next ?? '';
    if (state !== last) tell(state);
    last = state;
    if (performance.now() > until)
      throw new CommandError(`no model is live after ${PATIENCE_MS / 60_000} minutes`, {
        where: last,
        todo: `\`labelloop executions --project ${TRY_OUT.project}\` shows where it is; the same command goes on`,
      });
  }
}

/** Images drawn by the project, with their exact labels as COCO. */
async function writeSamples(folder: string) {
  const { generateSampleImages } = await import('../../examples/sample-images/generate.ts');
  const { LOGO_LABELS } = await import('../../examples/sample-images/logos.ts');
  const classes: string[] = [...LOGO_LABELS];
  const images = await generateSampleImages({ seed: 1, set: 'drop', count: TRY_OUT.images });
  const photos = join(folder, 'photos');
  await mkdir(photos);
  await Promise.all(images.map(({ bytes }, id) => writeFile(join(photos, `${id}.jpg`), bytes)));
  const annotations = images.flatMap(({ truth }, image_id) =>
    truth.map(({ label, left, top, width, height }) => ({
      ...{ image_id, category_id: classes.indexOf(label) },
      bbox: [left, top, width, height],
    })),
  );
  const labels = join(folder, 'labels.json');
  await writeFile(
    labels,
    JSON.stringify({
      images: images.map(({ width, height }, id) => ({ id, file_name: `${id}.jpg`, width, height })),
      annotations,
      categories: classes.map((name, id) => ({ id, name })),
    }),
  );
  return { photos, labels, classes };
}

/** One of our own commands, in a process of its own. @returns its result */
async function runCommand(words: string[], tell: (line: string) => void, signal: AbortSignal): Promise<unknown> {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(root, 'cli/labelloop.mjs'), ...words],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      signal,
    },
  );
  if (words[0] !== 'status') tell(`labelloop ${words.filter((word) => word !== '--json').join(' ')}`);
  let printed = '';
  child.stdout.on('data', (text) => (printed += text));
  const noted: string[] = [];
  createInterface(child.stderr).on('line', (line) => noted.push(line));
  const code = await new Promise<number | null>((done, failed) => {
    child.once('error', failed);
    child.once('close', done);
  });
  if (code !== 0)
    throw new CommandError(`labelloop ${words[0]} failed in the try-out`, {
      why: noted.slice(-5).join(' | '),
      todo: 'mend what it names, then the same command again',
    });
  return JSON.parse(printed);
}
