import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { GetObjectCommand, ListObjectsV2Command, NoSuchKey, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { DescribeExecutionCommand, ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { awsVariables } from '../../cli/aws-variables.ts';
import { inviteWorker } from '../../cli/invite-worker.ts';
import { readAccessLog } from '../../local-cloud/access/access-log-file.ts';
import { type Judgement, judgeAccess } from '../../local-cloud/access/judge-access.ts';
import { findRunningCloud, type RunningCloud } from '../../local-cloud/data-folder.ts';
import { OWN_WORKTEAM_ARN } from '../../local-cloud/own-workteam.ts';
import type { KnownImage } from '../../local-cloud/simulated-workforce/draw-boxes.ts';
import { runSimulatedWorkforce } from '../../local-cloud/simulated-workforce/simulated-workforce.ts';
import { readStack } from '../../local-cloud/template/stack.ts';
import type { Project } from '../../shared/contracts/project.ts';
import { parseImageKey, projectKeys } from '../../shared/domain/project/bucket-keys.ts';
import { newProject } from '../../shared/domain/project/new-project.ts';
import { sha256 } from '../../shared/sha256.ts';
import { LABELS, type Picture } from './squares.ts';

export const root = resolve(import.meta.dirname, '../..');
export const STATE_MACHINE_ARN = 'arn:aws:states:us-east-1:000000000000:stateMachine:labelloop-dev-label-train-deploy';

/** AWS has no way to be told; asking without a pause would take the CPU from what is waited for. */
const ASK_AGAIN_MS = 200;

/** A project that trains for a moment on a few squares and deploys whatever comes out. */
const QUICK: Partial<Project> = {
  batch: { maxImages: 1000, quietMinutes: 60, maxAgeHours: 24 },
  validationFraction: 0.3,
};

/**
 * `labelloop up` in a process of its own, and all that a person, a worker and an AWS client do with it from outside.
 */
export class Laptop {
  readonly dataDir: string;
  readonly #truth = new Map<string, KnownImage>();
  #process: ChildProcess | undefined;
  #workers: { stop: AbortController; ended: Promise<unknown> } | undefined;
  cloud!: RunningCloud;
  s3!: S3Client;
  states!: SFNClient;
  sageMaker!: SageMakerClient;
  runtime!: SageMakerRuntimeClient;

  /** @param dataDir a folder of its own if missing */
  constructor(dataDir = mkdtempSync(join(tmpdir(), 'labelloop-workflow-'))) {
    this.dataDir = dataDir;
  }

  /** Whether the process has ended. */
  get hasEnded(): boolean {
    return this.#process?.exitCode !== null || this.#process.signalCode !== null;
  }

  /** @param options more of `labelloop up` */
  async up(...options: string[]): Promise<void> {
    const command = [
      join(root, 'cli/labelloop.mjs'),
      'up',
      '--data',
      this.dataDir,
      '--port',
      '0',
      '--json',
      ...options,
    ];
    const flags = ['--disable-warning=ExperimentalWarning'];
    this.#process = spawn(process.execPath, [...flags, ...command], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = await once(createInterface(this.#process.stdout!), 'line');
    if (!JSON.parse(line).endpoint) throw new Error(`labelloop up: ${line}`);
    this.cloud = findRunningCloud(this.dataDir)!;
    const { endpoint, region, credentials } = this.cloud;
    const access = { endpoint, region, credentials };
    this.s3 = new S3Client({ ...access, forcePathStyle: true });
    this.states = new SFNClient(access);
    this.sageMaker = new SageMakerClient(access);
    this.runtime = new SageMakerRuntimeClient(access);
  }

  async kill(signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<void> {
    await this.dismiss();
    const process = this.#process;
    if (!process || process.exitCode !== null || process.signalCode !== null) return;
    process.kill(signal);
    await once(process, 'exit');
  }

  /** Ends everything and removes the data folder. */
  async discard(): Promise<void> {
    await this.kill('SIGTERM');
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  /** The command line as a person calls it in a new terminal: nothing there says where a cloud is. */
  async labelloop(...args: string[]): Promise<{ code: number; out: string; notes: string }> {
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_')));
    return this.#call(args, env);
  }

  /** The same after `eval "$(labelloop env)"`, for commands that take S3 URIs. */
  async labelloopAfterEnv(...args: string[]): Promise<{ code: number; out: string; notes: string }> {
    return this.#call(args, { ...process.env, ...awsVariables(this.cloud) });
  }

  async #call(args: readonly string[], env: NodeJS.ProcessEnv) {
    const command = [join(root, 'cli/labelloop.mjs'), ...args, '--data', this.dataDir];
    const called = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...command], { env });
    let out = '';
    let notes = '';
    called.stdout.on('data', (text) => (out += text));
    called.stderr.on('data', (text) => (notes += text));
    const [code] = await once(called, 'close');
    return { code: code as number, out, notes };
  }

  async init(project: string, changes: Partial<Project> = {}, seconds = 4): Promise<Project> {
    const base = newProject({ project, uid: 'abc123', labels: LABELS, taskType: 'bounding-box' });
    const config: Project = {
      ...base,
      ...QUICK,
      training: {
        ...base.training,
        minImages: 8,
        minNewLabels: 4,
        hyperparameters: {
          'max-seconds': String(seconds),
          'input-size': '96',
          threads: '1',
          'checkpoint-seconds': '1',
        },
      },
      gate: { minimumMap50: 0, tolerance: 0 },
      ...changes,
    };
    await this.put(projectKeys(project).config, JSON.stringify(config));
    return config;
  }

  /** Tells the workers what is on a picture. */
  know({ sha256, truth }: Pick<Picture, 'sha256' | 'truth'>): void {
    this.#truth.set(sha256, truth);
  }

  /** Drops the pictures by the command line, in the folder layout of their names. Returns what it says as JSON. */
  async drop(project: string, pictures: ReadonlyArray<Pick<Picture, 'name' | 'bytes'> & Partial<Picture>>) {
    const folder = mkdtempSync(join(tmpdir(), 'labelloop-drop-'));
    for (const { name, bytes, sha256, truth } of pictures) {
      if (sha256 && truth) this.know({ sha256, truth });
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), bytes);
    }
    const { code, out, notes } = await this.labelloop('drop', folder, '--project', project, '--json');
    rmSync(folder, { recursive: true });
    if (code !== 0) throw new Error(`labelloop drop: ${notes}`);
    const said: { outcomes: Array<{ name: string; outcome: string; reason?: string }>; waiting: number; next: string } =
      JSON.parse(out);
    return { ...said, outcomes: said.outcomes.map(({ name, outcome, reason }) => ({ name, outcome, reason })) };
  }

  labelNow = (project: string) => this.labelloop('label-now', project);

  /** Sets workers, one of them careless, to work until `dismiss`. */
  hire({ sabotage = false, seed = 1, workers = 3 } = {}): void {
    const stop = new AbortController();
    const ended = runSimulatedWorkforce({
      portalUrl: this.cloud.portalUrl,
      invite: async (name) => (await inviteWorker(this.cloud, name, OWN_WORKTEAM_ARN)).invitation,
      // A text stands in its task, and is known by its hash.
      truthOf: (source) => this.#truth.get(parseImageKey(source)?.sha256 ?? sha256(source)),
      workers,
      seed,
      signal: stop.signal,
      sabotage,
    });
    this.#workers = { stop, ended };
  }

  /** Lets the workers go. @throws what they met, if they could not work */
  async dismiss(): Promise<void> {
    const workers = this.#workers;
    this.#workers = undefined;
    workers?.stop.abort();
    await workers?.ended;
  }

  put = (key: string, body: string | Uint8Array) =>
    this.s3.send(new PutObjectCommand({ Bucket: this.cloud.bucket, Key: key, Body: Buffer.from(body) }));

  async bytes(key: string): Promise<Uint8Array> {
    const { Body } = await this.s3.send(new GetObjectCommand({ Bucket: this.cloud.bucket, Key: key }));
    return Body!.transformToByteArray();
  }

  text = async (key: string): Promise<string> => Buffer.from(await this.bytes(key)).toString();

  /** The document under the key; undefined when there is none. */
  async json<Document>(key: string): Promise<Document | undefined> {
    try {
      return JSON.parse(await this.text(key)) as Document;
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  }

  async keys(prefix: string): Promise<string[]> {
    const keys: string[] = [];
    let token: string | undefined;
    do {
      const query = { Bucket: this.cloud.bucket, Prefix: prefix, ...(token && { ContinuationToken: token }) };
      const page = await this.s3.send(new ListObjectsV2Command(query));
      keys.push(...(page.Contents ?? []).map(({ Key }) => Key!));
      token = page.NextContinuationToken;
    } while (token);
    return keys;
  }

  /** All calls so far, held against the policies of serverless.yml. */
  judgeAccess = (): Judgement => judgeAccess(readStack(root), readAccessLog(join(this.dataDir, 'access.jsonl')));

  /** Names of all executions, in order of their start. */
  async executions(): Promise<string[]> {
    const { executions = [] } = await this.states.send(
      new ListExecutionsCommand({ stateMachineArn: STATE_MACHINE_ARN }),
    );
    return executions.map(({ name }) => name!).reverse();
  }

  /** Waits for the end of the execution. */
  async ended(name: string): Promise<{ status: string; outcome: string; reason: string }> {
    const executionArn = `${STATE_MACHINE_ARN.replace(':stateMachine:', ':execution:')}:${name}`;
    return until(async () => {
      const found = await this.states.send(new DescribeExecutionCommand({ executionArn })).catch(ignoreMissing);
      if (!found || found.status === 'RUNNING') return undefined;
      const { outcome = '', reason = found.cause ?? '' } = JSON.parse(found.output ?? '{}');
      return { status: found.status!, outcome, reason };
    });
  }
}

function ignoreMissing(error: Error): undefined {
  if (error.name !== 'ExecutionDoesNotExist') throw error;
}

/** Asks until there is an answer. */
export async function until<Answer>(ask: () => Promise<Answer | undefined>): Promise<Answer> {
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await pause(ASK_AGAIN_MS);
  }
}
