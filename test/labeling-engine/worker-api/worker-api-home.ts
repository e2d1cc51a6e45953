import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import type { LabelingEngine } from '../../../labeling-engine/engine.ts';
import { VirtualClock } from '../../../local-cloud/clock.ts';
import { startLabelingFunction } from '../../functions/labeling-function.ts';
import { BUCKET, createWorld, HOST } from '../engine-in-memory.ts';
import { type Api, apiOf, settle } from '../worker-page.ts';

/** A place where the labeling engine runs, in virtual time. */
export interface WorkerApiHome {
  actions: LabelingEngine['actions'];
  api: Api;
  clock: VirtualClock;
  /** The customer's objects by S3 URI. */
  files: { set(uri: string, text: string): unknown; get(uri: string): Promise<string> };
  /** Whatever is stored, the engine's own state and the customer's objects: the ends of keys. */
  keys(): Promise<string[]>;
  /** Lets everything that is due happen. */
  settle(): Promise<void>;
  stop(): Promise<void>;
}

/** The app in this process, over maps. */
export async function inMemory(): Promise<WorkerApiHome> {
  const world = createWorld();
  const engine = world.open({ reopenSeconds: 10 });
  await engine.start();
  return {
    actions: engine.actions,
    api: apiOf(engine),
    clock: world.clock,
    files: { set: (uri, text) => world.files.set(uri, text), get: async (uri) => world.files.get(uri)! },
    keys: async () => [...world.storage.objects.keys(), ...world.files.keys()],
    settle: () => settle(),
    stop: () => engine.stop(),
  };
}

/** The bundle of `labeling-api` in the laptop's Lambda, over the laptop's S3. */
export async function inLambda(): Promise<WorkerApiHome> {
  const clock = new VirtualClock();
  const running = await startLabelingFunction({ clock, environment: { BUCKET }, concurrency: 1 });
  const { s3, call } = running;
  const at = (uri: string) => ({ Bucket: BUCKET, Key: uri.slice(`s3://${BUCKET}/`.length) });
  await running.createBucket(BUCKET);
  return {
    actions: new Proxy({} as LabelingEngine['actions'], {
      get: (_, action: string) => (request: Record<string, unknown>) => call(action, request),
    }),
    api: {
      async request(url, init) {
        const { pathname, search } = new URL(url);
        const headers = Object.fromEntries(new Headers(init.headers));
        // AWS finds the API by this very name: another one never gets to us.
        if (headers.host !== HOST) return Response.json({ message: 'Forbidden' }, { status: 403 });
        const [method, path, body] = [init.method!, `${pathname}${search}`, init.body as string];
        const answer = await running.portalApi(HOST, { method, path, headers, body });
        return new Response(answer.body || null, { status: answer.statusCode, headers: answer.headers ?? {} });
      },
    },
    clock,
    files: {
      set: (uri, text) => s3.send(new PutObjectCommand({ ...at(uri), Body: text })),
      get: async (uri) => (await s3.send(new GetObjectCommand(at(uri)))).Body!.transformToString(),
    },
    async keys() {
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET }));
      return Contents.map(({ Key }) => `s3://${BUCKET}/${Key}`);
    },
    async settle() {
      await running.settled();
      await running.sweep();
    },
    stop: running.stop,
  };
}
