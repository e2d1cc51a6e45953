import { type ChildProcess, spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { CountedAnswer } from '../../labeling-engine/engine-ports.ts';
import type { FromAssistant, ToAssistant } from '../../shared/contracts/assistant-messages.ts';
import { parseJson } from '../../shared/contracts/parse.ts';
import { type Proposals, proposalsSchema } from '../../shared/contracts/proposals.ts';
import { readWorkerAnswer } from '../../shared/domain/answer-kinds/worker-answer.ts';
import { parseImageKey, projectKeys } from '../../shared/domain/project/bucket-keys.ts';

const PROGRAM = join(resolve(import.meta.dirname, '../..'), 'algorithms/assistant/assist.ts');
/** Answers between two lessons, and images that get suggestions after each. */
const ANSWERS_A_LESSON = 2;
const IMAGES_A_LESSON = 12;
/** Answers that a new process is told again. */
const REMEMBERED = 60;
/** A process that died so often does not come again for the job. */
const MOST_DEATHS = 2;

/** What the assistant needs of the bucket. */
export interface AssistantObjects {
  /** @returns undefined when there is none */
  read(key: string): Promise<{ text: string; etag: string } | undefined>;
  /** Writes where the ETag is still that one. */
  replaceIf(key: string, text: string, etag: string): Promise<unknown>;
  /** A GET URL of one object. */
  signUrl(key: string): Promise<string>;
  /** The text behind an S3 URI. */
  readUri(uri: string): Promise<string>;
}

export interface AssistantOptions {
  objects: AssistantObjects;
  log(line: string): void;
  /** The program that learns; another one in tests. */
  program?: string;
}

/** The job that people label at the moment. */
interface Sitting {
  jobName: string;
  project: string;
  labels: readonly string[];
  /** Images in the order of the manifest: hash and key. */
  order: Map<string, string>;
  answered: Map<string, Extract<ToAssistant, { type: 'answer' }>>;
  child: ChildProcess | undefined;
  isBusy: boolean;
  sinceLesson: number;
  deaths: number;
}

/**
 * Learns while people label: a process of the lowest priority and one thread learns from their boxes, and what it
 * suggests for the images that come next is laid beside them. Images without proposals, which those of validation are,
 * get none. Nobody waits for it; when it dies people go on without.
 */
export class SittingAssistant {
  readonly #options: AssistantOptions;
  #sitting: Promise<Sitting | undefined> | undefined;
  #jobName = '';
  /** One thing after the other, in the order of the answers. */
  #queue: Promise<void> = Promise.resolve();
  #isStopped = false;

  constructor(options: AssistantOptions) {
    this.#options = options;
  }

  /** Takes an answer that counts. */
  answered(answer: CountedAnswer): void {
    if (this.#isStopped) return;
    this.#queue = this.#queue.then(() => this.#take(answer)).catch((error: Error) => this.#complain(error.message));
  }

  /** Resolves when all answers so far are with the process. */
  async settled(): Promise<void> {
    await this.#queue;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#queue;
    (await this.#sitting)?.child?.kill('SIGKILL');
  }

  async #take({ jobName, taskType, labels, manifestUri, image, answer }: CountedAnswer): Promise<void> {
    const place = image === undefined ? undefined : parseImageKey(image);
    if (taskType !== 'bounding-box' || !place) return;
    const read = readWorkerAnswer(JSON.stringify(answer), labels, 'boxes').answer;
    if (read?.kind !== 'boxes') return;
    if (this.#jobName !== jobName) {
      (await this.#sitting)?.child?.kill('SIGKILL');
      this.#jobName = jobName;
      this.#sitting = this.#sitDown(jobName, place.project, labels, manifestUri);
    }
    const sitting = await this.#sitting;
    const key = sitting?.order.get(place.sha256);
    if (!sitting || key === undefined) return;
    const boxes = read.boxes.map(({ label, left, top, width, height }) => ({
      ...{ left, top, width, height },
      class_id: labels.indexOf(label),
    }));
    const url = await this.#options.objects.signUrl(key);
    const message = { type: 'answer' as const, image: place.sha256, url, boxes };
    sitting.answered.delete(place.sha256);
    sitting.answered.set(place.sha256, message);
    sitting.sinceLesson++;
    if (sitting.child) tell(sitting.child, message);
    await this.#teach(sitting);
  }

  async #sitDown(jobName: string, project: string, labels: readonly string[], uri: string): Promise<Sitting> {
    const order = new Map<string, string>();
    for (const line of (await this.#options.objects.readUri(uri)).split('\n').filter(Boolean)) {
      const ref = String((JSON.parse(line) as { 'source-ref'?: unknown })['source-ref']);
      const place = parseImageKey(ref);
      if (place?.project === project) order.set(place.sha256, ref.replace(/^s3:\/\/[^/]+\//, ''));
    }
    return {
      ...{ jobName, project, labels, order, answered: new Map(), child: undefined },
      ...{ isBusy: false, sinceLesson: 0, deaths: 0 },
    };
  }

  /** Begins a lesson when there is something new to learn and the one before is over. */
  async #teach(sitting: Sitting): Promise<void> {
    if (sitting.isBusy || sitting.sinceLesson < ANSWERS_A_LESSON || this.#isStopped) return;
    if (sitting.deaths >= MOST_DEATHS) return;
    sitting.isBusy = true;
    sitting.sinceLesson = 0;
    sitting.child ??= this.#spawn(sitting);
    tell(sitting.child, { type: 'suggest', images: await this.#nextImages(sitting) });
  }

  /** The next images that nobody has answered and that may have suggestions. */
  async #nextImages({ order, answered, project }: Sitting) {
    const { objects } = this.#options;
    const images: Array<{ image: string; url: string }> = [];
    for (const [image, key] of order) {
      if (images.length === IMAGES_A_LESSON) break;
      if (answered.has(image) || !(await objects.read(projectKeys(project).proposals(image)))) continue;
      images.push({ image, url: await objects.signUrl(key) });
    }
    return images;
  }

  #spawn(sitting: Sitting): ChildProcess {
    const { program = PROGRAM } = this.#options;
    const child = spawn(process.execPath, [program, String(sitting.labels.length)], {
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let complaint = '';
    child.stderr.on('data', (chunk) => {
      complaint = `${complaint}${chunk}`.slice(-2000);
    });
    child.stdin.on('error', () => {});
    child.on('error', (error) => this.#complain(error.message));
    if (child.pid !== undefined) lowerPriority(child.pid);
    createInterface({ input: child.stdout }).on('line', (line) => this.#hear(sitting, line));
    child.on('close', (code) => {
      sitting.child = undefined;
      sitting.isBusy = false;
      if (this.#isStopped || this.#jobName !== sitting.jobName) return;
      sitting.deaths++;
      this.#complain(/^\w*Error.*$/m.exec(complaint)?.[0] ?? `it ended with ${code}`);
    });
    for (const message of [...sitting.answered.values()].slice(-REMEMBERED)) tell(child, message);
    return child;
  }

  #hear(sitting: Sitting, line: string): void {
    const message = JSON.parse(line) as FromAssistant;
    this.#queue = this.#queue
      .then(async () => {
        if (message.type === 'suggested') return this.#lay(sitting, message);
        sitting.isBusy = false;
        await this.#teach(sitting);
      })
      .catch((error: Error) => this.#complain(error.message));
  }

  /** Lays suggestions beside an image that nobody has answered meanwhile. */
  async #lay(
    { project, labels, answered }: Sitting,
    { image, boxes }: Extract<FromAssistant, { type: 'suggested' }>,
  ): Promise<void> {
    const { objects } = this.#options;
    const key = projectKeys(project).proposals(image);
    const found = answered.has(image) ? undefined : await objects.read(key);
    if (!found) return;
    const proposals: Proposals = parseJson(proposalsSchema, found.text, key);
    const suggestions = boxes.map(({ class_id, left, top, width, height, confidence }) => ({
      label: labels[class_id]!,
      ...{ left, top, width, height, confidence: Math.round(confidence * 100) / 100 },
    }));
    await objects.replaceIf(key, JSON.stringify({ ...proposals, suggestions }), found.etag);
  }

  #complain(why: string): void {
    if (!this.#isStopped) this.#options.log(`people label without suggestions of what they draw: ${why}`);
  }
}

const tell = (child: ChildProcess, message: ToAssistant) => child.stdin?.write(`${JSON.stringify(message)}\n`);

/** A process that has ended meanwhile has no priority. */
function lowerPriority(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_LOW);
  } catch {
    // It works all the same.
  }
}
