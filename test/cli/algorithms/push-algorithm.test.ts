import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { BatchGetBuildsCommand, CodeBuildClient, StartBuildCommand } from '@aws-sdk/client-codebuild';
import { BatchGetImageCommand, ECRClient } from '@aws-sdk/client-ecr';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { readAlgorithmFolder } from '../../../cli/algorithms/algorithm-folder.ts';
import { algorithmBuild, algorithmSources } from '../../../cli/algorithms/push-algorithm.ts';
import { buildImage } from '../../../cli/deploy/build-detector.ts';
import { MemoryBucket } from '../../memory-bucket.ts';

const REPOSITORY = '123456789012.dkr.ecr.eu-west-1.amazonaws.com/labelloop-dev-algorithms';
const STAGE = { bucket: 'labelloop-dev-123456789012-eu-west-1', detectorBuild: 'labelloop-dev-detector' };
const codeBuild = mockClient(CodeBuildClient);
const registry = mockClient(ECRClient);
const logs = mockClient(CloudWatchLogsClient);
let bucket: MemoryBucket;
let folder: string;

beforeEach(() => {
  bucket = new MemoryBucket();
  folder = mkdtempSync(join(tmpdir(), 'labelloop-push-'));
  mkdirSync(join(folder, 'lib'));
  mkdirSync(join(folder, '.git'));
  mkdirSync(join(folder, '__pycache__'));
  for (const [name, text] of Object.entries({
    'algorithm.json': '{"channels": "coco", "answer": "coco"}',
    'train.py': 'print("trains")',
    'serve.py': 'print("serves")',
    'requirements.txt': 'numpy==2.4.6\n',
    'lib/boxes.py': '',
    '.git/config': 'secret',
    '__pycache__/train.pyc': 'x',
  }))
    writeFileSync(join(folder, name), text);
  for (const mock of [codeBuild, registry, logs]) mock.reset();
  registry.on(BatchGetImageCommand).resolves({ images: [] });
  codeBuild.on(StartBuildCommand).resolves({ build: { id: 'labelloop-dev-detector:1' } });
  codeBuild.on(BatchGetBuildsCommand).resolves({ builds: [{ buildStatus: 'SUCCEEDED' }] });
});
afterEach(() => {
  bucket.restore();
  rmSync(folder, { recursive: true });
});

const push = () => {
  const sources = algorithmSources(readAlgorithmFolder(folder));
  const build = algorithmBuild('yolo', sources, STAGE, REPOSITORY);
  return { sources, build, run: () => buildImage(build, sources, () => {}, new AbortController().signal) };
};

it('uploads the folder and builds it with the stage’s project, under a tag of its own', async () => {
  const { build, run } = push();
  expect(await run()).toBe(true);
  expect(build.image).toMatch(/\/labelloop-dev-algorithms:yolo-[0-9a-f]{16}$/);
  const tag = build.image.split(':').at(-1);
  expect(codeBuild.commandCalls(StartBuildCommand)[0]!.args[0].input).toEqual({
    projectName: 'labelloop-dev-detector',
    sourceTypeOverride: 'S3',
    sourceLocationOverride: `${STAGE.bucket}/algorithms/${tag}.zip`,
    environmentVariablesOverride: [
      { name: 'REPOSITORY', value: 'labelloop-dev-algorithms', type: 'PLAINTEXT' },
      { name: 'TAG', value: tag, type: 'PLAINTEXT' },
      { name: 'IMAGE', value: build.image, type: 'PLAINTEXT' },
      { name: 'DOCKERFILE', value: 'Dockerfile', type: 'PLAINTEXT' },
    ],
  });
  expect([...bucket.objects.keys()].filter((key) => key.endsWith('.zip'))).toEqual([`algorithms/${tag}.zip`]);
});

it('makes a Dockerfile where there is none, and sends no hidden file', () => {
  const { sources } = push();
  expect(sources.map(({ path }) => path)).toEqual([
    ...[
      'Dockerfile',
      'algorithm.json',
      'labelloop-entry.sh',
      'lib/boxes.py',
      'requirements.txt',
      'serve.py',
      'train.py',
    ],
  ]);
  const text = (name: string) => String(sources.find(({ path }) => path === name)!.content);
  expect(text('Dockerfile')).toContain('ENTRYPOINT ["/bin/sh", "/opt/program/labelloop-entry.sh"]');
  expect(text('Dockerfile')).toMatch(/^RUN pip install .*requirements\.txt$/m);
  expect(text('labelloop-entry.sh')).toContain('train) exec python3 /opt/program/train.py "$1" ;;');
  writeFileSync(join(folder, 'Dockerfile'), 'FROM scratch\n');
  const own = push().sources;
  expect(own.map(({ path }) => path)).not.toContain('labelloop-entry.sh');
  expect(String(own.find(({ path }) => path === 'Dockerfile')!.content)).toBe('FROM scratch\n');
});

it('builds the same files once, and changed ones under another tag', async () => {
  const before = push();
  registry.on(BatchGetImageCommand).resolves({ images: [{}] });
  expect(await before.run()).toBe(false);
  expect(codeBuild.commandCalls(StartBuildCommand)).toEqual([]);
  expect(push().build.image).toBe(before.build.image);
  writeFileSync(join(folder, 'train.py'), 'print("trains better")');
  expect(push().build.image).not.toBe(before.build.image);
});

it('says how a build failed', async () => {
  codeBuild
    .on(BatchGetBuildsCommand)
    .resolves({ builds: [{ buildStatus: 'FAILED', logs: { deepLink: 'https://log' } }] });
  await expect(push().run()).rejects.toThrow('the build of the image of yolo ended FAILED');
});
