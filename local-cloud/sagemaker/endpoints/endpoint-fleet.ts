import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { onceThereIsRoom } from '../../disk/disk-full.ts';
import { stopping } from '../../wire/aws-error.ts';
import { roleName } from '../arn.ts';
import { findContainerImage } from '../container/container-images.ts';
import { openLog } from '../container/ml-folder.ts';
import { ModelServer } from '../container/model-server.ts';
import type { JobEnvironment } from '../jobs/training-job-run.ts';
import { containerOf } from '../model-packages.ts';
import type { Resources } from '../resource-store.ts';

const MEGABYTE = 2 ** 20;

interface Serving {
  configName: string;
  server: Promise<ModelServer>;
}

/** The processes behind the endpoints: one per endpoint, started again when it has ended. */
export class EndpointFleet {
  readonly #environment: JobEnvironment;
  readonly #serving = new Map<string, Serving>();
  readonly #deployments = new Set<Promise<void>>();
  #stopped = false;

  constructor(environment: JobEnvironment) {
    this.#environment = environment;
    // What processes that were killed left behind.
    rmSync(join(environment.dataDir, 'sagemaker', 'endpoints'), { recursive: true, force: true });
  }

  /**
   * After a restart: goes on with what was being deployed, and starts real-time endpoints; serverless ones wait for a
   * request.
   */
  start(): void {
    const { store } = this.#environment;
    for (const { EndpointName: name, EndpointConfigName, targetConfigName } of store.all('endpoint')) {
      if (targetConfigName) this.deploy(name!);
      else if (!store.find('endpoint-config', EndpointConfigName!)?.ProductionVariants?.[0]?.ServerlessConfig)
        void this.serverOf(name!).catch(() => {});
    }
  }

  /**
   * Moves the endpoint to its `targetConfigName`: the new process must answer before the old one goes (blue/green). A
   * failure leaves the old config InService, or the endpoint Failed when there is none.
   */
  deploy(name: string): void {
    const { clock } = this.#environment;
    const deployment = onceThereIsRoom(
      clock,
      () => this.#stopped,
      () => this.#deploy(name),
    )
      .catch((error) => console.error(`the endpoint ${name} goes on after the next start`, error))
      .finally(() => this.#deployments.delete(deployment));
    this.#deployments.add(deployment);
  }

  async #deploy(name: string): Promise<void> {
    const configName = this.#find(name)!.targetConfigName!;
    const old = this.#serving.get(name);
    let server: ModelServer | undefined;
    let failure: string | undefined;
    try {
      server = await this.#launch(name, configName);
    } catch (error) {
      failure = (error as Error).message;
    }
    const endpoint = this.#find(name);
    if (this.#stopped || endpoint?.targetConfigName !== configName) {
      await server?.stop();
      return;
    }
    const { targetConfigName: _, ...settled } = endpoint;
    const isUpdate = endpoint.EndpointStatus === 'Updating';
    if (server) this.#serving.set(name, { configName, server: Promise.resolve(server) });
    this.#environment.store.put('endpoint', name, {
      ...settled,
      EndpointStatus: server || isUpdate ? 'InService' : 'Failed',
      ...(server && { EndpointConfigName: configName }),
      FailureReason: failure,
      LastModifiedTime: new Date(this.#environment.clock.now()),
    });
    if (server) await stopQuietly(old);
  }

  /**
   * The process that answers for an endpoint in service; started now where none runs.
   * @throws AwsError ServiceUnavailable after `shutdown`
   */
  async serverOf(name: string): Promise<ModelServer> {
    if (this.#stopped) throw stopping();
    const configName = this.#find(name)!.EndpointConfigName!;
    const serving = this.#serving.get(name);
    if (serving?.configName === configName) {
      const server = await serving.server;
      if (!server.dead) return server;
      if (this.#serving.get(name) !== serving) return this.serverOf(name);
    }
    const launched = { configName, server: this.#launch(name, configName) };
    this.#serving.set(name, launched);
    launched.server.catch(() => {
      if (this.#serving.get(name) === launched) this.#serving.delete(name);
    });
    return launched.server;
  }

  async remove(name: string): Promise<void> {
    const serving = this.#serving.get(name);
    this.#serving.delete(name);
    await stopQuietly(serving);
  }

  async shutdown(): Promise<void> {
    this.#stopped = true;
    await Promise.all([...this.#serving.values()].map(stopQuietly));
    await Promise.all(this.#deployments);
  }

  #find(name: string): Resources['endpoint'] | undefined {
    return this.#environment.store.find('endpoint', name);
  }

  async #launch(name: string, configName: string): Promise<ModelServer> {
    const { dataDir, store, algorithms, accessAs, memoryBytes } = this.#environment;
    const variant = store.find('endpoint-config', configName)?.ProductionVariants?.[0];
    const modelName = variant?.ModelName;
    const model = modelName && store.find('model', modelName);
    if (!model) throw new Error(`the endpoint config ${configName} or its model was deleted`);
    const container = containerOf(store, model);
    const mlRoot = join(dataDir, 'sagemaker', 'endpoints', `${name}-${randomUUID()}`);
    const log = openLog(dataDir, 'endpoints', name);
    const archive = await accessAs(roleName(model.ExecutionRoleArn!)).readModel(container.ModelDataUrl!);
    const removeFolder = () => rm(mlRoot, { recursive: true, force: true });
    try {
      const server = await ModelServer.start({
        programs: findContainerImage(algorithms, container.Image),
        mlRoot,
        archive,
        environment: { ...container.Environment },
        memoryBytes: Math.min(memoryBytes, (variant?.ServerlessConfig?.MemorySizeInMB ?? Infinity) * MEGABYTE),
        onOutput: (chunk) => log.write(chunk),
      });
      void server.exited.then(removeFolder);
      return server;
    } catch (error) {
      await removeFolder();
      throw error;
    }
  }
}

async function stopQuietly(serving: Serving | undefined): Promise<void> {
  const server = await serving?.server.catch(() => undefined);
  await server?.stop();
}
