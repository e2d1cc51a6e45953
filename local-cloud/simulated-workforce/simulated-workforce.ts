import type { JobAnswer, TaskAnswer } from '../../labeling-engine/contracts/worker-api.ts';
import type { Sight } from '../../shared/domain/answer-kinds/simulated-sight.ts';
import { boxOfSpan } from '../../shared/domain/consolidation/entities.ts';
import { seededRandom } from '../../shared/domain/seeded-random.ts';
import { sha256 } from '../../shared/sha256.ts';
import { findElement, sightOf, submit } from './answer-element.ts';
import { drawBoxes, drawSabotage, type KnownImage, type LabeledBox } from './draw-boxes.ts';
import { RobotClient, RobotRefusedError } from './robot-client.ts';
import { simulatedTeam, type WorkerSkill } from './worker-skill.ts';

/** One answer that the API has counted. */
export interface SimulatedAnswer {
  worker: string;
  jobReference: string;
  objectId: string;
  sourceRef: string;
  boxes: LabeledBox[];
}

export interface SimulatedWorkforceOptions {
  portalUrl: string;
  /** Makes the one-time invitation of a worker. */
  invite(name: string): Promise<string>;
  /**
   * What is on the image of a `source-ref`, or in the text of a `source`; undefined for images that the workers know
   * nothing of: they decline those.
   */
  truthOf(sourceRef: string): KnownImage | undefined | Promise<KnownImage | undefined>;
  workers: number;
  seed: number;
  /** Ends the work. */
  signal: AbortSignal;
  /** Everybody draws the same wrong boxes, or chooses labels mostly at random. */
  sabotage?: boolean;
  onAnswer?(answer: SimulatedAnswer): void;
}

const WAIT_SECONDS = 20;
/** Answers that are late for their object; the worker goes on. */
const OUTDATED = new Set(['not-needed', 'already-submitted', 'unknown-job', 'consolidated']);

/**
 * Stand-ins for people: they sign in by invitation and work through the portal's own HTTP API until `signal` ends it.
 * They know the truth and err each in their own way, the same for the same seed.
 * @returns answers counted, per worker
 * @throws RobotRefusedError and network errors of the API
 */
export async function runSimulatedWorkforce(options: SimulatedWorkforceOptions): Promise<Map<string, number>> {
  const team = simulatedTeam(options.workers, seededRandom(options.seed));
  const counts = await Promise.all(
    team.map(
      async (skill) => [skill.name, await untilEnded(options.signal, (count) => work(skill, options, count))] as const,
    ),
  );
  return new Map(counts);
}

interface Count {
  answers: number;
}

async function untilEnded(signal: AbortSignal, run: (count: Count) => Promise<void>): Promise<number> {
  const count = { answers: 0 };
  try {
    await run(count);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return count.answers;
}

async function work(skill: WorkerSkill, options: SimulatedWorkforceOptions, count: Count): Promise<void> {
  const client = new RobotClient(options.portalUrl, options.signal);
  const password = sha256(`password ${options.seed} ${skill.name}`);
  await client.acceptInvitation(await options.invite(skill.name), password);
  while (!options.signal.aborted) {
    const open = (await client.jobs(WAIT_SECONDS)).filter(({ left }) => left > 0);
    const task = await findTask(client, open);
    if (task) count.answers += await answer(client, task, skill, options);
  }
}

/** A task of any job; where all are with other workers, the first one that comes free in the first job. */
async function findTask(client: RobotClient, open: JobAnswer[]): Promise<TaskAnswer | null> {
  for (const { jobReference } of open.slice(1)) {
    const { task } = await client.next(jobReference, 0);
    if (task) return task;
  }
  return open[0] ? (await client.next(open[0].jobReference, WAIT_SECONDS)).task : null;
}

/** Works on one task; 1 when the answer counted. */
async function answer(
  client: RobotClient,
  task: TaskAnswer,
  skill: WorkerSkill,
  options: SimulatedWorkforceOptions,
): Promise<number> {
  const { taskObject, source } = task.input;
  const sourceRef = String(taskObject ?? source ?? task.input['source-ref'] ?? '');
  const objects = task.frames ?? [sourceRef];
  const truths = await Promise.all(objects.map((object) => options.truthOf(object)));
  const [truth] = truths;
  try {
    if (!truth || truths.includes(undefined)) {
      await client.decline(task, 'the simulated workers do not know this image');
      return 0;
    }
    const looks = objects.map((object, at) => look(truths[at]!, task, skill, object, options));
    const sight = task.frames ? { ...looks[0]!, frames: looks.map(({ boxes }) => boxes) } : looks[0]!;
    const element = findElement(task.html);
    const { outcome } = await client.answer(task, { [element.name]: submit(element, sight) });
    if (outcome !== 'counted') return 0;
    const { jobReference, objectId } = task;
    options.onAnswer?.({ worker: skill.name, jobReference, objectId, sourceRef, boxes: sight.boxes });
    return 1;
  } catch (error) {
    if (error instanceof RobotRefusedError && OUTDATED.has(error.code)) return 0;
    throw error;
  }
}

function look(
  truth: KnownImage,
  task: TaskAnswer,
  skill: WorkerSkill,
  sourceRef: string,
  { seed, sabotage }: SimulatedWorkforceOptions,
): Sight {
  // Chance follows from worker and image, so the order of the work does not matter.
  const random = seededRandom(Number.parseInt(sha256(`${seed} ${skill.name} ${sourceRef}`).slice(0, 8), 16));
  const labels = task.labels.length > 0 ? task.labels : [...new Set(truth.boxes.map(({ label }) => label))];
  const { initialValue } = task.input;
  const initial = Array.isArray(initialValue) ? (initialValue as InitialShape[]).map(asBox) : undefined;
  const boxes = sabotage ? drawSabotage(truth, labels) : drawBoxes(truth, skill, labels, initial ?? [], random);
  return sightOf(truth, { boxes, labels, initial, random, wrongLabel: sabotage ? 0.7 : skill.wrongLabel });
}

type InitialShape =
  | LabeledBox
  | { label: string; vertices: Array<{ x: number; y: number }> }
  | { label: string; startOffset: number; endOffset: number };

/** Polygons are seen as the boxes around them, parts of a text as boxes on a line. */
function asBox(shape: InitialShape): LabeledBox {
  if ('startOffset' in shape) return { label: shape.label, ...boxOfSpan(shape) };
  if (!('vertices' in shape)) return shape;
  const { label, vertices } = shape;
  const [xs, ys] = [vertices.map(({ x }) => x), vertices.map(({ y }) => y)];
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return { label, left, top, width: Math.max(...xs) - left, height: Math.max(...ys) - top };
}
