// The whole way on an implementation of AWS that knows nothing of labelloop: deploy, drop, dataset, model, endpoint,
// destroy. `--within SECONDS` ends it with a word, and without a failure, where a machine is too slow for it.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { root } from '../find-node.mjs';
import { lintTemplate } from './lint-template.mjs';
import { writeSampleImages } from './sample-images.mjs';

const MOTO = 'moto[server,all]==5.2.1';
const IMAGES = 40;
const PATIENCE_MS = 300_000;
const LONGEST_TIMER_MS = 2 ** 31 - 1;
const LONGEST_INSTALL_MS = 150_000;
const within = process.argv[2] === '--within' ? Number(process.argv[3]) : Number.POSITIVE_INFINITY;
const began = Date.now();
const PLACE = ['--stage', 'rehearsal', '--region', 'us-east-1'];
/** Calls of functions that their roles do not allow. */
const denied = [];
const say = (line) => process.stdout.write(`${line}\n`);

/** Python of a virtual environment of its own, with moto; undefined where there is no Python, or moto cannot be had. */
function findMoto() {
  if (spawnSync('python3', ['--version']).status !== 0) return undefined;
  const folder = join(root, 'node_modules', '.cache', 'rehearsal');
  const python = join(folder, 'bin', 'python');
  const done = join(folder, `${MOTO.split('==')[1]}.installed`);
  if (existsSync(done)) return python;
  say(`installing ${MOTO} into ${folder}, once`);
  const steps = [
    ['python3', '-m', 'venv', folder],
    [python, '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--retries', '1', MOTO],
  ];
  for (const [command, ...words] of steps)
    if (spawnSync(command, words, { stdio: 'inherit', timeout: LONGEST_INSTALL_MS }).status !== 0) return undefined;
  mkdirSync(done);
  return python;
}

class TooSlow extends Error {}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}

async function startMoto(python, port, folder) {
  const words = [join(root, 'scripts/rehearsal/cloud.py'), String(port), root, process.execPath, folder];
  const cloud = spawn(python, words, { stdio: ['pipe', 'pipe', 'ignore'] });
  const lines = createInterface(cloud.stdout);
  lines.on('line', (line) => {
    if (line.startsWith('DENIED')) denied.push(line);
    if (/^(ERROR|DENIED)/.test(line)) say(`    ${line}`);
  });
  const late = Math.max(0, Math.min(within * 1000 - (Date.now() - began), LONGEST_TIMER_MS));
  await Promise.race([
    new Promise((ready) => lines.on('line', (line) => line === 'ready' && ready())),
    once(cloud, 'exit').then(([code]) => Promise.reject(new Error(`moto ended with code ${code}`))),
    pause(late, undefined, { ref: false }).then(() => {
      cloud.kill();
      throw new TooSlow('while moto started');
    }),
  ]);
  return cloud;
}

const python = findMoto();
if (!python) {
  say(`rehearsal skipped: it needs python3 with venv, and ${MOTO} from PyPI`);
  process.exit(0);
}
const folder = mkdtempSync(join(tmpdir(), 'labelloop-rehearsal-'));
const photos = join(folder, 'photos');
mkdirSync(photos);
const port = await freePort();
const environment = {
  PATH: process.env.PATH,
  HOME: folder,
  AWS_DEFAULT_REGION: 'us-east-1',
  AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
};
let cloud;

/** One command as a person types it; its result as JSON. */
async function labelloop(...words) {
  const started = Date.now();
  const left = within * 1000 - (started - began);
  const child = spawn(process.execPath, [join(root, 'cli/labelloop.mjs'), ...words, ...PLACE, '--json'], {
    env: environment,
  });
  let printed = '';
  let noted = '';
  child.stdout.on('data', (bytes) => (printed += bytes));
  child.stderr.on('data', (bytes) => (noted += bytes));
  const late = Number.isFinite(left) && setTimeout(() => child.kill(), Math.max(0, left));
  const [code, signal] = await once(child, 'close');
  if (late) clearTimeout(late);
  if (signal !== null && Date.now() - began >= within * 1000) throw new TooSlow(`in labelloop ${words.join(' ')}`);
  if (code !== 0) throw new Error(`labelloop ${words.join(' ')} ended with ${code}\n${noted}`);
  say(`${((Date.now() - started) / 1000).toFixed(1).padStart(6)} s  labelloop ${words.join(' ')}`);
  return JSON.parse(printed);
}

function expect(what, holds) {
  if (!holds) throw new Error(`it should be so: ${what}`);
  say(`          ${what}`);
}

/** The project's first champion. */
async function untilLive(project) {
  let wasOver = false;
  const patience = Number.isFinite(within) ? within * 1000 : PATIENCE_MS;
  for (const until = Date.now() + patience; ; await pause(1000)) {
    if (Date.now() > until) throw new Error(`no model of ${project} is live after ${patience / 1000} s`);
    const [found] = (await labelloop('status', project)).projects;
    if (found.failures.length > 0) throw new Error(`an execution failed: ${JSON.stringify(found.failures)}`);
    if (found.champion) return found.champion;
    const isOver = found.executions.length > 0 && found.executions.every(({ status }) => status !== 'RUNNING');
    if (isOver && wasOver) throw new Error(`it ended without a model: ${JSON.stringify(found)}`);
    wasOver = isOver;
  }
}

/** Every training job that the cloud was asked for, as it describes them. */
function trainingJobs() {
  const script = `import boto3, json
client = boto3.client("sagemaker", region_name="us-east-1")
names = [one["TrainingJobName"] for one in client.list_training_jobs()["TrainingJobSummaries"]]
print(json.dumps([client.describe_training_job(TrainingJobName=name) for name in names], default=str))`;
  const { stdout, stderr } = spawnSync(python, ['-c', script], { env: environment, encoding: 'utf8' });
  if (!stdout) throw new Error(`the training jobs could not be read\n${stderr}`);
  return JSON.parse(stdout);
}

/** An algorithm of one's own: its image by CodeBuild, its channels in a training job, its answers judged by the gate. */
async function rehearseYolo(labels) {
  const { image } = await labelloop('algorithms', 'push', 'yolo', '--dir', join(root, 'examples/yolo'));
  expect('YOLO has an image in the registry of the stage', /-algorithms:yolo-[0-9a-f]{16}$/.test(image));
  await labelloop('init', 'yolos', '--labels', 'robin,wren', '--algorithm', 'yolo');
  await labelloop('config', 'yolos', 'gate.minimumScore=0', 'gate.policy=notWorse');
  await labelloop('drop', photos, '--labels', labels, '--project', 'yolos');
  const { endpointName } = await untilLive('yolos');
  expect('it has an endpoint', endpointName === 'labelloop-rehearsal-yolos');
  const job = trainingJobs().find(({ AlgorithmSpecification: { TrainingImage } }) => TrainingImage === image);
  const channels = job?.InputDataConfig.map(({ ChannelName }) => ChannelName).sort();
  expect(
    'its training job has the channels of YOLO and its settings',
    String(channels) === 'annotations,train,validation' && job.HyperParameters.model === 'yolo11n',
  );
  const found = await labelloop('detect', join(photos, '3.jpg'), '--project', 'yolos');
  expect(
    'its answers are read',
    found.detections.some(({ label }) => label === 'wren'),
  );
}

try {
  cloud = await startMoto(python, port, folder);
  const labels = await writeSampleImages(photos, IMAGES);
  const plan = await labelloop('deploy', '--dry-run');
  expect('a dry run changes nothing and finds a new stack', plan.isThere === false);
  const template = join(root, '.serverless', 'cloudformation-template-update-stack.json');
  const findings = lintTemplate(join(python, '..', 'cfn-lint'), template);
  for (const finding of findings.slice(0, 10)) say(`    ${finding}`);
  expect('cfn-lint finds nothing in the template that has no reason', findings.length === 0);
  const first = await labelloop('deploy');
  const again = await labelloop('deploy');
  expect('a second deploy is the same stack', JSON.stringify(again) === JSON.stringify(first));
  await labelloop('init', 'birds', '--labels', 'robin,wren');
  // How many of forty images are validation images is chance, and the gate wants proof: here any model shall go live.
  await labelloop('config', 'birds', 'gate.minimumScore=0', 'gate.policy=notWorse');
  const dropped = await labelloop('drop', photos, '--labels', labels, '--project', 'birds');
  expect('the labels are a dataset version', dropped.dataset !== null);
  const champion = await untilLive('birds');
  expect('the endpoint has the name of the stack', champion.endpointName === 'labelloop-rehearsal-birds');
  const found = await labelloop('detect', join(photos, '3.jpg'), '--project', 'birds');
  expect(
    'it finds the wren on a photograph',
    found.detections.some(({ label }) => label === 'wren'),
  );
  await rehearseYolo(labels);
  const { link } = await labelloop('workers', 'invite', 'ana');
  expect('people can be invited', link.includes('#invitation='));
  const ended = await labelloop('destroy', '--delete-data', '--yes');
  expect(
    'the endpoints went with the stage',
    ['birds', 'yolos'].every((project) => ended.endpoints.includes(`labelloop-rehearsal-${project}`)),
  );
  const rest = await labelloop('deploy', '--dry-run');
  expect('nothing is left behind', rest.isThere === false);
  expect('no function called what its own role does not allow', denied.length === 0);
  say('the rehearsal went well');
} catch (error) {
  if (error instanceof TooSlow) say(`the rehearsal ended unfinished: ${within} s were over ${error.message}`);
  else {
    process.stderr.write(`${error.message}\nlogs: ${folder}\n`);
    process.exitCode = 1;
  }
} finally {
  cloud?.kill();
  if (!process.exitCode) rmSync(folder, { recursive: true, force: true });
}
