import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Laptop, root, until } from '../workflow/laptop.ts';
import { LABELS, pictures } from '../workflow/squares.ts';

/** How many images have labels, and how many wait for people, in the running demo's project `squares`. */
export const LABELED = 16;
export const UNLABELED = 3;

/**
 * A running laptop cloud in which there is something to see on every page: `squares` was labeled by three workers,
 * trained and deployed, and waits for people with a second batch; a file of it was refused, and an event got lost. In
 * `faulty` a training failed.
 */
export class RunningDemo {
  readonly laptop = new Laptop();
  readonly #folder = mkdtempSync(join(tmpdir(), 'labelloop-demo-'));
  /** Names of executions. */
  readonly executions = { done: 'squares-abc123-b000001', waits: 'squares-abc123-b000002', failed: '' };

  async type(...line: string[]): Promise<string> {
    const { code, out, notes } = await this.laptop.labelloop(...line);
    if (code !== 0) throw new Error(`labelloop ${line.join(' ')}: ${notes}`);
    return out;
  }

  async begin(): Promise<void> {
    const { laptop } = this;
    await laptop.up();
    await laptop.init('squares');
    laptop.hire();
    const broken = { name: 'broken/half.jpg', bytes: (await pictures(80, 1))[0]!.bytes.subarray(0, 900) };
    await laptop.drop('squares', [...(await pictures(0, LABELED)), broken]);
    await laptop.labelNow('squares');
    await this.#fail();
    const { status, outcome } = await laptop.ended(this.executions.done);
    if (status !== 'SUCCEEDED' || outcome !== 'deployed') throw new Error(`${status}: ${outcome}`);
    await laptop.dismiss();
    await laptop.drop('squares', await pictures(30, UNLABELED));
    await laptop.labelNow('squares');
    await until(async () => ((await laptop.executions()).includes(this.executions.waits) ? true : undefined));
    this.loseEvent('lost-1');
  }

  /** An event that close-batch did not take, three times. */
  loseEvent(requestId: string): void {
    const functionArn = 'arn:aws:lambda:us-east-1:000000000000:function:labelloop-dev-close-batch:$LATEST';
    const letter = {
      ...{ version: '1.0', timestamp: new Date().toISOString(), requestPayload: { source: 'aws.events' } },
      requestContext: { requestId, functionArn, condition: 'RetriesExhausted', approximateInvokeCount: 3 },
      responsePayload: { errorType: 'ContendedError', errorMessage: 'others change the counter' },
    };
    appendFileSync(join(this.laptop.dataDir, 'dead-letters.jsonl'), `${JSON.stringify(letter)}\n`);
  }

  /** A training that fails on labels that were brought. */
  async #fail(): Promise<void> {
    const folder = join(root, 'test/workflow/faulty-algorithm');
    await this.type('algorithms', 'add', 'faulty', '--dir', folder);
    await this.type('init', 'faulty', '--labels', LABELS.join(','), '--algorithm', 'faulty');
    const settings = ['training.minImages=8', 'training.minNewLabels=4', 'gate.policy=notWorse', 'gate.minimumScore=0'];
    await this.type(
      'config',
      'faulty',
      ...settings,
      'validationFraction=0.3',
      'training.hyperparameters.behaviour=fails',
    );
    const made = await pictures(40, 14);
    const photos = join(this.#folder, 'photos');
    mkdirSync(photos);
    for (const { name, bytes } of made) writeFileSync(join(photos, name), bytes);
    const annotations = made.flatMap(({ truth }, image_id) =>
      truth.boxes.map(({ label, left, top, width, height }) => ({
        ...{ image_id, category_id: LABELS.indexOf(label as (typeof LABELS)[number]) },
        bbox: [left, top, width, height],
      })),
    );
    const images = made.map(({ name, truth: { width, height } }, id) => ({ id, file_name: name, width, height }));
    const categories = LABELS.map((name, id) => ({ id, name }));
    const file = join(this.#folder, 'labels.json');
    writeFileSync(file, JSON.stringify({ images, annotations, categories }));
    await this.type('drop', photos, '--labels', file, '--project', 'faulty');
    const { uid } = JSON.parse(await this.type('config', 'faulty', 'uid', '--json'));
    this.executions.failed = `faulty-${uid}-b000001`;
    const { status } = await this.laptop.ended(this.executions.failed);
    if (status !== 'FAILED') throw new Error(`${this.executions.failed} ${status}`);
  }

  async end(): Promise<void> {
    await this.laptop.discard();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
