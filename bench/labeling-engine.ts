/**
 * 50 workers at once on a job of 10,000 objects, one answer each, while the engine is killed with SIGKILL in the
 * middle: answers lost, answers counted twice, time to the next task, CPU time of the engine and its S3. `node
 * bench/labeling-engine.ts [objects] [workers] [answers] [ms of work per task]`
 */
import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateLabelingJobCommand, CreateWorkteamCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { inviteWorker } from '../cli/invite-worker.ts';
import type { Shard } from '../labeling-engine/core/shard.ts';
import { RobotClient } from '../local-cloud/simulated-workforce/robot-client.ts';
import { sha256 } from '../shared/sha256.ts';

const [objects = 10_000, workers = 50, answers = 2_000, workMs = 1_000] = process.argv.slice(2).map(Number);
const BUCKET = 'bench';
const region = 'us-east-1';
const dataDir = mkdtempSync(join(tmpdir(), 'labelloop-bench-'));

interface Running {
  endpoint: string;
  portalUrl: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
}

let child: ChildProcess | undefined;
function startServer(): Promise<Running> {
  child = fork(join(import.meta.dirname, 'labeling-engine-server.ts'), [dataDir, BUCKET]);
  return new Promise((resolve, reject) => {
    child!.once('message', (running) => resolve(running as Running));
    child!.once('exit', () => reject(new Error('the server ended before it was ready')));
  });
}

let running = await startServer();
const s3 = () =>
  new S3Client({ endpoint: running.endpoint, region, credentials: running.credentials, forcePathStyle: true });
const put = (key: string, text: string) => s3().send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: text }));
const images = Array.from({ length: objects }, (_, index) => ({
  'source-ref': `s3://${BUCKET}/projects/p/images/${sha256(String(index))}.jpg`,
}));
const lines = images.map((line) => JSON.stringify(line));
await put('input.manifest', lines.join('\n'));
await put('template.html', '<crowd-form><crowd-bounding-box name="boundingBox"></crowd-bounding-box></crowd-form>');
const sageMaker = new SageMakerClient({ endpoint: running.endpoint, region, credentials: running.credentials });
const { WorkteamArn } = await sageMaker.send(
  new CreateWorkteamCommand({
    WorkteamName: 'bench',
    Description: 'bench',
    MemberDefinitions: [{ OidcMemberDefinition: { Groups: ['bench'] } }],
  }),
);
await sageMaker.send(
  new CreateLabelingJobCommand({
    LabelingJobName: 'bench',
    LabelAttributeName: 'labels',
    InputConfig: { DataSource: { S3DataSource: { ManifestS3Uri: `s3://${BUCKET}/input.manifest` } } },
    OutputConfig: { S3OutputPath: `s3://${BUCKET}/out` },
    RoleArn: 'arn:aws:iam::000000000000:role/labeling',
    HumanTaskConfig: {
      WorkteamArn: WorkteamArn!,
      UiConfig: { UiTemplateS3Uri: `s3://${BUCKET}/template.html` },
      TaskTitle: 'Bench',
      TaskDescription: 'bench',
      NumberOfHumanWorkersPerDataObject: 1,
      TaskTimeLimitInSeconds: 600,
    },
  }),
);

const acknowledged = new Map<string, string>();
const nextTaskMs: number[] = [];
let restarted: Promise<unknown> | undefined;
const sessions = new Map<number, string>();

/** CPU seconds of the engine's process so far (Linux: user and system, in hundredths). */
function cpuSeconds(): number {
  const fields = readFileSync(`/proc/${child!.pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

let cpuBefore = 0;
async function killAndRestart(): Promise<void> {
  cpuBefore += cpuSeconds();
  const died = new Promise((resolve) => child!.once('exit', resolve));
  child!.kill('SIGKILL');
  await died;
  running = await startServer();
}

async function signIn(worker: number): Promise<RobotClient> {
  const client = new RobotClient(running.portalUrl, new AbortController().signal);
  const { invitation } = await inviteWorker({ ...running, region }, `worker ${worker}`, WorkteamArn!);
  await client.acceptInvitation(invitation, sha256(String(worker)));
  sessions.set(worker, invitation);
  return client;
}

async function work(worker: number): Promise<void> {
  let client = await signIn(worker);
  while (acknowledged.size < answers) {
    try {
      const [job] = await client.jobs(20);
      if (!job) return;
      while (acknowledged.size < answers) {
        const begun = performance.now();
        const { task } = await client.next(job.jobReference, 20);
        nextTaskMs.push(performance.now() - begun);
        if (!task) break;
        if (workMs > 0) await pause(workMs * (0.5 + Math.random()));
        await client.answer(task, {
          boundingBox: { boundingBoxes: [{ label: 'a', left: worker, top: 1, width: 9, height: 9 }] },
        });
        acknowledged.set(String(task.input['source-ref']), String(worker));
        if (acknowledged.size >= answers / 2) restarted ??= killAndRestart();
      }
    } catch (error) {
      // The engine was killed: a real page sends again once it is back.
      if (!restarted) throw error;
      await restarted;
      client = await signIn(worker);
    }
  }
}

const begun = performance.now();
await Promise.all(Array.from({ length: workers }, (_, worker) => work(worker)));
const seconds = (performance.now() - begun) / 1000;

const engineCpu = cpuBefore + cpuSeconds();

const client = s3();
const counted: string[] = [];
const { Contents = [] } = await client.send(
  new ListObjectsV2Command({ Bucket: BUCKET, Prefix: 'labeling-engine/ledgers/bench/', Delimiter: '/none' }),
);
const keys = Contents.map(({ Key }) => Key!).filter((key) => key.includes('/shards/'));
const root = keys[0]?.replace(/\d+\.json$/, '');
for (let index = 0; index < Math.ceil(objects / 250); index++) {
  const Key = `${root ?? ''}${String(index).padStart(5, '0')}.json`;
  const stored = await client.send(new GetObjectCommand({ Bucket: BUCKET, Key }));
  const shard = JSON.parse(await stored.Body!.transformToString()) as Shard;
  for (const [at, object] of shard.objects.entries())
    for (const _ of object.answers) counted.push(images[shard.firstObject + at]!['source-ref']);
}
child?.kill('SIGKILL');
rmSync(dataDir, { recursive: true, force: true });

const sorted = nextTaskMs.sort((a, b) => a - b);
const quantile = (share: number) => `${sorted[Math.floor(share * (sorted.length - 1))]!.toFixed(0)} ms`;
console.log(
  `${cpus().length} CPUs (${cpus()[0]!.model}), load ${loadavg()[0]!.toFixed(1)}, ${objects} objects, ${workers} workers, ${workMs} ms per task`,
);
console.log(`acknowledged ${acknowledged.size} in ${seconds.toFixed(1)} s, killed once in the middle`);
console.log(
  `engine with its S3: ${((1000 * engineCpu) / acknowledged.size).toFixed(1)} ms of CPU time per answer, two starts and ${2 * workers} sign-ins included`,
);
console.log(`lost ${[...acknowledged.keys()].filter((id) => !counted.includes(id)).length}`);
console.log(`counted twice ${counted.length - new Set(counted).size}`);
console.log(`next task p50 ${quantile(0.5)}, p95 ${quantile(0.95)}`);
process.exit(0);
