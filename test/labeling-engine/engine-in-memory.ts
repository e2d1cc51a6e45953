import { createHash } from 'node:crypto';
import { type LabelingEngine, openLabelingEngine } from '../../labeling-engine/engine.ts';
import type { JobEvent, JobPorts } from '../../labeling-engine/engine-ports.ts';
import { parseLiquid, renderLiquid } from '../../labeling-engine/render/liquid.ts';
import { TemplateError, type TemplateRenderer } from '../../labeling-engine/render/template-renderer.ts';
import type { Storage } from '../../labeling-engine/storage/storage.ts';
import { VirtualClock } from '../../local-cloud/clock.ts';
import { ObjectMissingError } from '../../shared/errors.ts';

export const HOST = 'portal.test';
export const BUCKET = 'labelloop';
export const ROLE_ARN = 'arn:aws:iam::000000000000:role/labeling';
export const TEAM_ARN = 'arn:aws:sagemaker:us-east-1:000000000000:workteam/private-crowd/team';
export const imageUri = (number: number) =>
  `s3://${BUCKET}/projects/birds/images/${createHash('sha256').update(String(number)).digest('hex')}.jpg`;

/** A storage in a map, which can fail or die at a chosen write. */
export class MemoryStorage implements Storage {
  objects = new Map<string, { text: string; etag: string }>();
  operations = 0;
  /** Called before each operation; may throw. */
  onOperation: (name: string, key: string) => void = () => {};
  /** Called after each write; may throw, though the write has happened. */
  afterWrite: (name: string, key: string) => void = () => {};
  #etags = 0;

  async get(key: string) {
    this.#enter('get', key);
    return this.objects.get(key);
  }

  async create(key: string, text: string) {
    this.#enter('create', key);
    if (this.objects.has(key)) return false;
    this.objects.set(key, { text, etag: String(++this.#etags) });
    this.afterWrite('create', key);
    return true;
  }

  async replaceIf(key: string, text: string, etag: string) {
    this.#enter('replaceIf', key);
    if (this.objects.get(key)?.etag !== etag) return undefined;
    const next = String(++this.#etags);
    this.objects.set(key, { text, etag: next });
    this.afterWrite('replaceIf', key);
    return next;
  }

  async *list(prefix: string) {
    this.#enter('list', prefix);
    for (const key of [...this.objects.keys()].filter((one) => one.startsWith(prefix)).sort()) yield key;
  }

  #enter(name: string, key: string) {
    this.operations += 1;
    this.onOperation(name, key);
  }
}

const asTemplateError = (cause: Error) => {
  throw new TemplateError(cause.message, { cause });
};

/** Without threads: virtual time does not wait for them. */
const inThreadRenderer: TemplateRenderer = {
  check: async (template) => void (await (async () => parseLiquid(template))().catch(asTemplateError)),
  async render(template, input, sign, signed = new Map()) {
    const refused = new Set<string>();
    const noting = async (uri: string) => {
      const url = signed.get(uri) ?? (await sign(uri));
      if (url === undefined) refused.add(uri);
      return url;
    };
    return { html: (await renderLiquid(template, input, noting).catch(asTemplateError))!, refused: [...refused] };
  },
};

export interface World {
  clock: VirtualClock;
  storage: MemoryStorage;
  files: Map<string, string>;
  events: JobEvent[];
  hookCalls: Array<{ arn: string; payload: Record<string, unknown> }>;
  hooks: Record<string, (payload: never) => unknown>;
  /** Opens an engine over the same storage and files, as after a restart. */
  open(changes?: Partial<JobPorts>): LabelingEngine;
}

/** Everything outside the engine, in memory and in virtual time. */
export function createWorld(): World {
  const clock = new VirtualClock();
  const storage = new MemoryStorage();
  const files = new Map<string, string>();
  let random = 0;
  const world: World = {
    clock,
    storage,
    files,
    events: [],
    hookCalls: [],
    hooks: {},
    open(changes = {}) {
      return openLabelingEngine({
        storage,
        files: {
          async read(uri) {
            const text = files.get(uri);
            if (text === undefined) throw new ObjectMissingError(`${uri} is not there`);
            return text;
          },
          async readBytes(uri) {
            return Buffer.from(await this.read(uri), 'base64');
          },
          async write(uri, content) {
            files.set(uri, typeof content === 'string' ? content : Buffer.from(content).toString('base64'));
          },
          hasBucket: async () => true,
        },
        async invokeHook(arn, payload) {
          world.hookCalls.push({ arn, payload: payload as Record<string, unknown> });
          return world.hooks[arn]!(payload as never);
        },
        signUrl: async (uri, seconds) => `https://signed.test/${uri.slice(5)}?seconds=${seconds}`,
        renderer: inThreadRenderer,
        emit: async (event) => void world.events.push(event),
        now: () => clock.now(),
        wait: (until, signal) =>
          new Promise((resolve) => {
            if (signal.aborted) return resolve();
            const cancel = Number.isFinite(until) ? clock.at(until, resolve) : () => {};
            signal.addEventListener('abort', () => {
              cancel();
              resolve();
            });
          }),
        mayLearn: changes.learning !== undefined,
        randomHex: (bytes) =>
          createHash('sha256')
            .update(`random ${random++}`)
            .digest('hex')
            .slice(0, 2 * bytes),
        log: () => {},
        account: { accountId: '000000000000', region: 'us-east-1' },
        dataBucket: BUCKET,
        builtInHooks: {},
        reopenSeconds: 0,
        exclusive: true,
        ...changes,
      });
    },
  };
  return world;
}

export const boundingBoxTemplate = `<crowd-form><crowd-bounding-box name="boundingBox"
  src="{{ task.input.source-ref | grant_read_access }}" labels="{{ task.input.labels | to_json | escape }}"
  header="Draw"></crowd-bounding-box></crowd-form>`;

/** Puts a job's inputs into the files and asks for it. */
export async function createJob(
  { files }: { files: { set(uri: string, text: string): unknown } },
  engine: Pick<LabelingEngine, 'actions'>,
  options: {
    name?: string;
    lines?: Array<Record<string, unknown>>;
    objects?: number;
    workers?: number;
    task?: Record<string, unknown>;
    request?: Record<string, unknown>;
    /** By name beside the manifest, instead of the usual ones. */
    files?: Record<string, string>;
  } = {},
): Promise<string> {
  const { name = 'job-1', workers = 2, objects = 3 } = options;
  const lines = options.lines ?? Array.from({ length: objects }, (_, index) => ({ 'source-ref': imageUri(index) }));
  const inputs = {
    'input.manifest': lines.map((line) => JSON.stringify(line)).join('\n'),
    'template.html': boundingBoxTemplate,
    'labels.json': JSON.stringify({
      'document-version': '2018-11-28',
      labels: [{ label: 'robin' }, { label: 'wren' }],
    }),
    ...options.files,
  };
  for (const [file, text] of Object.entries(inputs)) await files.set(`s3://${BUCKET}/${name}/${file}`, text);
  await createTeam(engine);
  await engine.actions.CreateLabelingJob({
    LabelingJobName: name,
    LabelAttributeName: 'labels',
    InputConfig: { DataSource: { S3DataSource: { ManifestS3Uri: `s3://${BUCKET}/${name}/input.manifest` } } },
    OutputConfig: { S3OutputPath: `s3://${BUCKET}/out/` },
    RoleArn: ROLE_ARN,
    LabelCategoryConfigS3Uri: `s3://${BUCKET}/${name}/labels.json`,
    HumanTaskConfig: {
      WorkteamArn: TEAM_ARN,
      UiConfig: { UiTemplateS3Uri: `s3://${BUCKET}/${name}/template.html` },
      TaskTitle: 'Birds',
      TaskDescription: 'Draw a box around each bird',
      NumberOfHumanWorkersPerDataObject: workers,
      TaskTimeLimitInSeconds: 600,
      ...options.task,
    },
    ...options.request,
  });
  return name;
}

export async function createTeam(engine: Pick<LabelingEngine, 'actions'>): Promise<void> {
  await engine.actions
    .CreateWorkteam({
      WorkteamName: 'team',
      Description: 'people',
      MemberDefinitions: [{ OidcMemberDefinition: { Groups: ['people'] } }],
    })
    .catch(() => undefined);
}
