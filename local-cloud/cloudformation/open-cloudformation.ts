import { join } from 'node:path';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { Clock } from '../clock.ts';
import type { CodeFolders } from '../lambda/code-folders.ts';
import type { Structure } from '../template/cloudformation-yaml.ts';
import { bindActions } from '../wire/api-action.ts';
import { AwsError } from '../wire/aws-error.ts';
import type { Keys } from '../wire/keys.ts';
import { queryService } from '../wire/query-protocol.ts';
import { type AccessLog, REGION, type WireService } from '../wire/service.ts';
import { CLOUDFORMATION_ACTIONS } from './actions.ts';
import { LaptopResources } from './resource-maker.ts';
import type { StackDocument } from './stack-document.ts';
import { StackRunner } from './stack-runner.ts';
import { StackStore } from './stack-store.ts';

export interface CloudFormationOptions {
  /** Stacks are kept in `<dataDir>/cloudformation`. */
  dataDir: string;
  clock: Clock;
  keys: Keys;
  /** The wire's URL; asked at the first template or bucket. */
  endpoint(): string;
  accessLog: AccessLog;
  /** Where the code of functions is unpacked. */
  code: CodeFolders;
  /** Is told of each repository of images that goes. */
  forgetImages(repository: string): void;
  /** Is told of each stack whose operation has ended, well or badly. */
  onSettled?(stack: StackDocument): void;
}

export interface CloudFormation {
  service: WireService;
  /** Every stack, deleted ones too. */
  stacks(): StackDocument[];
  /** The properties of what a stack calls so; undefined when no stack has it. */
  findResource(type: string, physicalId: string): Structure | undefined;
  /** Bytes of an object in the laptop's S3. @throws Error in S3's words */
  readObject(bucket: string, key: string): Promise<Uint8Array>;
  /** Goes on with what a former process was at. */
  start(): void;
  /** After the step that each stack is in. */
  stop(): Promise<void>;
}

/** The laptop's CloudFormation: stacks with their events, buckets that are real, everything else noted. */
export function openCloudFormation({
  dataDir,
  clock,
  keys,
  endpoint,
  accessLog,
  code,
  forgetImages,
  onSettled,
}: CloudFormationOptions): CloudFormation {
  const store = new StackStore(join(dataDir, 'cloudformation'));
  let client: S3Client | undefined;
  const s3 = () => {
    const credentials = keys.forPrincipal('cloudformation');
    client ??= new S3Client({ endpoint: endpoint(), region: REGION, credentials, forcePathStyle: true });
    return client;
  };
  const runner = new StackRunner(
    store,
    new LaptopResources(store, s3, code, forgetImages),
    () => clock.now(),
    onSettled,
  );
  const readObject = async (bucket: string, key: string) => {
    const { Body } = await s3().send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return Body!.transformToByteArray();
  };
  const context = {
    store,
    runner,
    now: () => clock.now(),
    async readTemplate(url: string) {
      const [, bucket, key] = /^https?:\/\/[^/]+\/([^/]+)\/(.+)$/.exec(url) ?? [];
      if (!bucket || !key)
        throw new AwsError('ValidationError', 'S3 error: the TemplateURL must be a path-style S3 URL');
      return Buffer.from(await readObject(bucket, decodeURIComponent(key))).toString();
    },
  };
  return {
    service: queryService({
      name: 'cloudformation',
      xmlNamespace: 'http://cloudformation.amazonaws.com/doc/2010-05-15/',
      actions: bindActions(CLOUDFORMATION_ACTIONS, context, accessLog),
    }),
    stacks: () => store.all(),
    findResource: (type, physicalId) =>
      store
        .all()
        .flatMap(({ resources }) => Object.values(resources))
        .find((one) => one.type === type && one.physicalId === physicalId)?.properties,
    readObject,
    start: () => runner.start(),
    async stop() {
      await runner.stop();
      client?.destroy();
    },
  };
}
