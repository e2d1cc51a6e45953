import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BatchGetBuildsCommand, CodeBuildClient, StartBuildCommand } from '@aws-sdk/client-codebuild';
import { BatchGetImageCommand, ECRClient } from '@aws-sdk/client-ecr';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { detectorSources, zip } from '../../../cli/deploy/detector-sources.ts';
import { Builds } from '../../../local-cloud/codebuild/builds.ts';
import { codeBuildService } from '../../../local-cloud/codebuild/codebuild-service.ts';
import { ecrService } from '../../../local-cloud/ecr/ecr-service.ts';
import { Intrinsics } from '../../../local-cloud/template/intrinsics.ts';
import { readStack } from '../../../local-cloud/template/stack.ts';
import { openKeys } from '../../../local-cloud/wire/keys.ts';
import { listenWire, type WireServer } from '../../../local-cloud/wire/server.ts';
import { REGION } from '../../../local-cloud/wire/service.ts';

const root = join(import.meta.dirname, '../../..');
const dataDir = mkdtempSync(join(tmpdir(), 'labelloop-builds-'));
const stack = readStack(root, { detectorTag: 'tag1' });
const project = new Intrinsics(stack).resolveStructure(stack.DetectorBuild!.Properties);
const objects = new Map<string, Uint8Array>();
let wire: WireServer;
let codeBuild: CodeBuildClient;
let ecr: ECRClient;

beforeAll(async () => {
  const keys = openKeys(dataDir);
  const accessLog = { record() {} };
  const builds = new Builds(dataDir);
  const context = {
    builds,
    now: () => 0,
    findProject: (name: string) => (name === project.Name ? project : undefined),
    async readObject(bucket: string, key: string) {
      const found = objects.get(`${bucket}/${key}`);
      if (!found) throw new Error(`no ${key}`);
      return found;
    },
  };
  const services = {
    codebuild: codeBuildService(context, accessLog),
    ecr: ecrService({ hasRepository: (name) => name === 'labelloop-dev-detector', tags: builds.tags }, accessLog),
  };
  wire = await listenWire({ services, keys, port: 0 });
  const client = { endpoint: wire.endpoint, region: REGION, credentials: keys.forPrincipal('user'), maxAttempts: 1 };
  codeBuild = new CodeBuildClient(client);
  ecr = new ECRClient(client);
});
afterAll(async () => {
  codeBuild.destroy();
  ecr.destroy();
  await wire.close();
  rmSync(dataDir, { recursive: true });
});

/** How the build ended, and what it said. */
async function build(overrides: object = {}) {
  const { build: begun } = await codeBuild.send(
    new StartBuildCommand({ projectName: String(project.Name), ...overrides }),
  );
  expect(begun!.buildStatus).toBe('IN_PROGRESS');
  const { builds } = await codeBuild.send(new BatchGetBuildsCommand({ ids: [begun!.id!] }));
  const { buildStatus, logs } = builds![0]!;
  const log = readFileSync(join(dataDir, 'logs/builds', String(project.Name), `${logs!.streamName}.log`), 'utf8');
  return { buildStatus, log };
}
const hasTag = async (imageTag: string) => {
  const asked = { repositoryName: 'labelloop-dev-detector', imageIds: [{ imageTag }] };
  const { images, failures } = await ecr.send(new BatchGetImageCommand(asked));
  return images!.length === 1 && failures!.length === 0;
};

it('reads the project of our template: a build without its archive fails and leaves no image, one with it tags it once', async () => {
  expect(await build()).toMatchObject({ buildStatus: 'FAILED', log: expect.stringContaining('no algorithms/') });
  expect(await hasTag('tag1')).toBe(false);
  const { Location } = project.Source as { Location: string };
  objects.set(Location, zip([{ path: 'README.md', content: Buffer.from('x') }]));
  expect(await build()).toMatchObject({
    buildStatus: 'FAILED',
    log: expect.stringContaining('has no algorithms/container/Dockerfile'),
  });
  objects.set(Location, zip(detectorSources(root)));
  expect(await build()).toMatchObject({ buildStatus: 'SUCCEEDED', log: expect.stringContaining('no Docker') });
  expect(await hasTag('tag1')).toBe(true);
  expect(await build()).toMatchObject({ buildStatus: 'FAILED', log: expect.stringContaining('immutable') });
});

it('takes another source, Dockerfile and tag for one build', async () => {
  const sourceLocationOverride = 'bucket/own.zip';
  objects.set(sourceLocationOverride, zip([{ path: 'own/Dockerfile', content: Buffer.from('FROM x') }]));
  const environmentVariablesOverride = [
    { name: 'DOCKERFILE', value: 'own/Dockerfile' },
    { name: 'TAG', value: 'own1' },
  ];
  expect(await build({ sourceLocationOverride, environmentVariablesOverride })).toMatchObject({
    buildStatus: 'SUCCEEDED',
  });
  expect(await hasTag('own1')).toBe(true);
  await expect(codeBuild.send(new StartBuildCommand({ projectName: 'nobody' }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
});
