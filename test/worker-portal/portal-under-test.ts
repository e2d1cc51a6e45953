import { fileURLToPath } from 'node:url';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import * as sageMaker from '@aws-sdk/client-sagemaker';
import sharp from 'sharp';
import type { JobEvent } from '../../labeling-engine/engine-ports.ts';
import { realClock } from '../../local-cloud/clock.ts';
import { type Labeling, openLabeling } from '../../local-cloud/labeling/labeling.ts';
import { openPortal } from '../../local-cloud/portal.ts';
import { readLaptopTemplate } from '../../local-cloud/template/laptop-template.ts';
import { jsonService } from '../../local-cloud/wire/json-protocol.ts';
import { listenWire } from '../../local-cloud/wire/server.ts';
import type { Proposals } from '../../shared/contracts/proposals.ts';
import { parseImageKey, projectKeys } from '../../shared/domain/project/bucket-keys.ts';
import { consolidateAnnotations } from '../../shared/pipeline/consolidate-annotations.ts';
import { preAnnotation } from '../../shared/pipeline/pre-annotation.ts';
import { sha256 } from '../../shared/sha256.ts';
import { BUCKET, startS3 } from '../local-cloud/s3/s3-under-test.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const OWN = { preAnnotation: 'arn:own:pre', consolidation: 'arn:own:acs' };

export interface JobOptions {
  template: string;
  labels: string[];
  images?: Uint8Array[];
  /** Instead of images. */
  texts?: string[];
  /** Further fields of every manifest line, also made of its text or its image's S3 URI. */
  fields?: Record<string, unknown> | ((source: string) => Record<string, unknown>);
  /** PNGs by key, e.g. the masks of an earlier job. */
  masks?: Record<string, Uint8Array>;
  /** Beside each image. */
  proposals?: Proposals;
  /** The labels' name in the output manifest. */
  attribute?: string;
  workers?: number;
  /** Images whose labels are known, mixed in. */
  gold?: Array<{ image: Uint8Array; labels: unknown }>;
  /** Whom a paused worker shall ask. */
  contact?: string;
  /** e.g. `BoundingBox`, as in Ground Truth's built-in hooks. */
  hook?: string;
  /** Instead of a built-in hook: the line is the task's input, and the consolidation hook is the customer's own. */
  isCustom?: boolean;
}

export interface PortalUnderTest {
  url: string;
  invite(name: string): Promise<string>;
  /** Creates a labeling job for the one team there is. */
  createJob(name: string, options: JobOptions): Promise<void>;
  /** Resolves when a job has ended. */
  ended(name: string): Promise<JobEvent>;
  /** A job's output manifest, parsed. */
  output(name: string): Promise<Array<Record<string, unknown>>>;
  stop(): Promise<void>;
}

/** A picture with bright rectangles on a dark ground. */
export async function picture(width: number, height: number, shade: number): Promise<Uint8Array> {
  const square = { create: { width: width >> 2, height: height >> 2, channels: 3 as const, background: '#fd4' } };
  const background = { r: shade % 90, g: 40, b: 60 };
  return sharp({ create: { width, height, channels: 3, background } })
    .composite([{ input: square as never, left: width >> 3, top: height >> 3 }])
    .jpeg()
    .toBuffer();
}

/** The portal over the real labeling engine, S3 and hooks, on ports of their own. */
export async function startPortal(options: { reopenSeconds?: number } = {}): Promise<PortalUnderTest> {
  const s3 = await startS3({ clock: realClock });
  await s3.s3.createBucket(BUCKET, readLaptopTemplate(ROOT).corsRules);
  const { accessKeyId, secretAccessKey } = s3.keys.forPrincipal('consolidate-annotations');
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_S3: s3.endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  });
  const endings = new Map<string, PromiseWithResolvers<JobEvent>>();
  const endingOf = (name: string) => {
    if (!endings.has(name)) endings.set(name, Promise.withResolvers());
    return endings.get(name)!;
  };
  const silent = { info: () => {}, warn: () => {}, error: () => {} };
  const portal = await openPortal(
    () => labeling.app,
    () => s3.endpoint,
    0,
  );
  const labeling: Labeling = openLabeling({
    clock: realClock,
    keys: s3.keys,
    endpoint: () => s3.endpoint,
    bucket: BUCKET,
    accessLog: { record: () => {} },
    builtInHooks: OWN,
    portalHosts: portal.hosts,
    reopenSeconds: options.reopenSeconds ?? 0,
    onEvent: (event) => endingOf(event.resources[0]!.split('/').at(-1)!).resolve(event),
    invokeLambda: (arn, payload) =>
      arn === OWN.preAnnotation
        ? preAnnotation(payload as never)
        : consolidateAnnotations(payload as never, { logger: silent }),
  });
  await labeling.start();
  const sagemaker = jsonService({
    contentType: 'application/x-amz-json-1.1',
    targetPrefix: 'SageMaker',
    actions: labeling.actions,
  });
  const wire = await listenWire({ services: { sagemaker }, keys: s3.keys, port: 0 });
  const client = new sageMaker.SageMakerClient({
    endpoint: wire.endpoint,
    region: 'us-east-1',
    credentials: s3.keys.forPrincipal('user'),
  });
  const put = (Key: string, Body: string | Uint8Array, ContentType: string) =>
    s3.client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body, ContentType }));
  const { WorkteamArn } = await client.send(
    new sageMaker.CreateWorkteamCommand({
      WorkteamName: 'team',
      Description: 'people',
      MemberDefinitions: [{ OidcMemberDefinition: { Groups: ['people'] } }],
    }),
  );
  return {
    url: portal.url,
    invite: async (name) => (await labeling.invite(name, WorkteamArn!)).invitation,
    async createJob(name, options) {
      const { template, labels, images = [], texts = [], fields = {}, workers = 1, hook = 'BoundingBox' } = options;
      const putImage = async (image: Uint8Array, number: string) => {
        const key = `projects/birds/images/${sha256(`${name} ${number}`)}.jpg`;
        await put(key, image, 'image/jpeg');
        const beside = projectKeys('birds').proposals(parseImageKey(key)!.sha256);
        if (options.proposals) await put(beside, JSON.stringify(options.proposals), 'application/json');
        return { 'source-ref': `s3://${BUCKET}/${key}` };
      };
      const more = (source: string) => (typeof fields === 'function' ? fields(source) : fields);
      const lines = texts.map((source) => JSON.stringify({ source, ...more(source) }));
      for (const [index, image] of images.entries()) {
        const line = await putImage(image, String(index));
        lines.push(JSON.stringify({ ...line, ...more(line['source-ref']) }));
      }
      const goldLines: string[] = [];
      for (const [index, { image, labels }] of (options.gold ?? []).entries())
        goldLines.push(JSON.stringify({ ...(await putImage(image, `gold ${index}`)), labels }));
      if (options.gold) await put(`${name}/gold.manifest`, goldLines.join('\n'), 'text/plain');
      for (const [key, mask] of Object.entries(options.masks ?? {})) await put(key, mask, 'image/png');
      await put(`${name}/input.manifest`, lines.join('\n'), 'text/plain');
      await put(`${name}/template.html`, template, 'text/html');
      await put(`${name}/labels.json`, JSON.stringify({ labels: labels.map((label) => ({ label })) }), 'text/json');
      const lambda = 'arn:aws:lambda:us-east-1:432418664414:function';
      const consolidation = options.isCustom ? `${lambda}:my-consolidation` : `${lambda}:ACS-${hook}`;
      await client.send(
        new sageMaker.CreateLabelingJobCommand({
          LabelingJobName: name,
          LabelAttributeName: options.attribute ?? 'labels',
          InputConfig: { DataSource: { S3DataSource: { ManifestS3Uri: `s3://${BUCKET}/${name}/input.manifest` } } },
          OutputConfig: { S3OutputPath: `s3://${BUCKET}/out` },
          Tags: [
            ...(options.gold ? [{ Key: 'labelloop:gold', Value: `s3://${BUCKET}/${name}/gold.manifest` }] : []),
            ...(options.contact ? [{ Key: 'labelloop:contact', Value: options.contact }] : []),
          ],
          RoleArn: 'arn:aws:iam::000000000000:role/labeling',
          LabelCategoryConfigS3Uri: `s3://${BUCKET}/${name}/labels.json`,
          HumanTaskConfig: {
            WorkteamArn: WorkteamArn!,
            UiConfig: { UiTemplateS3Uri: `s3://${BUCKET}/${name}/template.html` },
            PreHumanTaskLambdaArn: `${lambda}:PRE-${options.isCustom ? 'PassThrough' : hook}`,
            AnnotationConsolidationConfig: { AnnotationConsolidationLambdaArn: consolidation },
            TaskTitle: name,
            TaskDescription: 'Draw a box around each bird',
            NumberOfHumanWorkersPerDataObject: workers,
            TaskTimeLimitInSeconds: 600,
          },
        }),
      );
    },
    ended: (name) => endingOf(name).promise,
    async output(name) {
      const job = await client.send(new sageMaker.DescribeLabelingJobCommand({ LabelingJobName: name }));
      const key = job.LabelingJobOutput!.OutputDatasetS3Uri!.split('/').slice(3).join('/');
      const { Body } = await s3.client.send(new GetObjectCommand({ Bucket: BUCKET, Key: key }));
      const lines = (await Body!.transformToString()).trimEnd().split('\n');
      return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    },
    async stop() {
      client.destroy();
      await labeling.stop();
      await portal.stop();
      await wire.close();
      await s3.close();
    },
  };
}
