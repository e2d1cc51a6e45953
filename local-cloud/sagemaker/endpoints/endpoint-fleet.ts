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
import type { EndpointAlarm, Measured } from './endpoint-alarms.ts';
import { modelFailed } from './model-failed.ts';
import { MovingEndpoint } from './moving-endpoint.ts';
import { type ShiftStep, shiftSteps } from './traffic-shift.ts';

const MEGABYTE = 2 ** 20;
/** A roll-back of AWS takes minutes; here it is long enough to be seen. */
const ROLL_BACK_MS = 1000;

interface Serving {
  configName: string;
  server: Promise<ModelServer>;
}

/** The processes behind the endpoints: one per endpoint, started again when it has ended. */
export class EndpointFleet {
  readonly #environment: JobEnvironment;
  readonly #serving = new Map<string, Serving>();
  readonly #moving = new Map<string, MovingEndpoint>();
  readonly #alarms: readonly EndpointAlarm[];
  readonly #deployments = new Set<Promise<void>>();
  #stopped = false;

  /** @param alarms that updates may go back by */
  constructor(environment: JobEnvironment, alarms: readonly EndpointAlarm[] = []) {
    this.#environment = environment;
    this.#alarms = alarms;
    // What processes that were killed left behind.
    rmSync(join(environment.dataDir, 'sagemaker', 'endpoints'), { recursive: true, force: true });
  }

  /**
   * After a restart: goes on with what was being deployed, and starts real-time endpoints; serverless ones wait for a
   * request.
   */
  start(): void {
    const { store } = this.#environment;
    for (const endpoint of store.all('endpoint')) {
      const { EndpointName: name, EndpointConfigName, targetConfigName } = endpoint;
      if (endpoint.EndpointStatus === 'RollingBack')
        store.put('endpoint', name!, { ...endpoint, EndpointStatus: 'InService' });
      if (targetConfigName) this.deploy(name!);
      else if (!store.find('endpoint-config', EndpointConfigName!)?.ProductionVariants?.[0]?.ServerlessConfig)
        void this.serverOf(name!).catch(() => {});
    }
  }

  /**
   * Moves the endpoint to its `targetConfigName`: the new process must answer before the old one goes (blue/green), and
   * where `deployment` says so the requests move in parts. A failure or an alarm leaves the old config InService, or
   * the endpoint Failed when there is none. After a restart the parts begin anew.
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
    const isUpdate = this.#find(name)?.EndpointStatus === 'Updating';
    const alarm = server && isUpdate && this.#goesOn(name, configName) ? await this.#move(name, server) : undefined;
    const endpoint = this.#goesOn(name, configName);
    if (!endpoint) {
      await server?.stop();
      return;
    }
    const { clock } = this.#environment;
    const { targetConfigName: _, deployment, variantStatus: __, ...settled } = endpoint;
    if (alarm) failure = `The alarm ${alarm.name} went into the state ALARM while requests moved to ${configName}`;
    const isMoved = server !== undefined && !alarm;
    const end = {
      ...settled,
      ...(deployment && { LastDeploymentConfig: deployment }),
      ...(isMoved && { EndpointConfigName: configName }),
      FailureReason: failure,
    };
    const put = (EndpointStatus: 'InService' | 'Failed' | 'RollingBack') =>
      this.#environment.store.put('endpoint', name, {
        ...end,
        EndpointStatus,
        LastModifiedTime: new Date(clock.now()),
      });
    if (alarm) {
      put('RollingBack');
      await server!.stop();
      await new Promise<void>((passed) => clock.at(clock.now() + ROLL_BACK_MS, passed));
      if (!this.#stopped && this.#find(name)) put('InService');
      return;
    }
    if (server) this.#serving.set(name, { configName, server: Promise.resolve(server) });
    put(isMoved || isUpdate ? 'InService' : 'Failed');
    if (server) await stopQuietly(old);
  }

  /** The endpoint while it still goes to this config. */
  #goesOn(name: string, configName: string): Resources['endpoint'] | undefined {
    const endpoint = this.#find(name);
    return !this.#stopped && endpoint?.targetConfigName === configName ? endpoint : undefined;
  }

  /** Moves the requests to a new model. @returns the alarm that was raised meanwhile */
  async #move(name: string, server: ModelServer): Promise<EndpointAlarm | undefined> {
    const { store, clock } = this.#environment;
    const { deployment, targetConfigName } = this.#find(name)!;
    const variant = store.find('endpoint-config', targetConfigName!)?.ProductionVariants?.[0];
    const names = deployment?.AutoRollbackConfiguration?.Alarms?.map(({ AlarmName }) => AlarmName) ?? [];
    const onStep = ({ share, bakes }: ShiftStep) =>
      store.put('endpoint', name, {
        ...this.#find(name)!,
        variantStatus: {
          Status: bakes > 0 ? 'Baking' : 'ActivatingTraffic',
          StatusMessage: `${Math.round(share * 100)} percent of the requests go to the new model`,
          StartTime: new Date(clock.now()),
        },
      });
    const moving = new MovingEndpoint({
      ...{ clock, server, onStep },
      steps: shiftSteps(deployment, variant?.InitialInstanceCount ?? 1),
      alarms: this.#alarms.filter((alarm) => names.includes(alarm.name)),
    });
    this.#moving.set(name, moving);
    try {
      return await moving.run();
    } finally {
      this.#moving.delete(name);
    }
  }

  /** Whether this process is the one that requests move to just now. */
  isMovingTo(name: string, server: ModelServer): boolean {
    return this.#moving.get(name)?.server === server;
  }

  /** What a request to the endpoint measured. */
  measure(name: string, measured: Measured): void {
    this.#moving.get(name)?.measure(measured);
  }

  /** Whether the template has an alarm of this name that the laptop can raise. */
  hasAlarm(alarmName: string): boolean {
    return this.#alarms.some(({ name }) => name === alarmName);
  }

  /**
   * The process that answers for an endpoint in service; started now where none runs.
   * @throws AwsError ServiceUnavailable after `shutdown`, ModelError where a new model that requests move to has died
   */
  async serverOf(name: string): Promise<ModelServer> {
    if (this.#stopped) throw stopping();
    const moving = this.#moving.get(name);
    if (moving?.takesNext()) {
      if (moving.server.dead) throw modelFailed(500, "the new model's process has ended");
      return moving.server;
    }
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
    this.#moving.get(name)?.end();
    const serving = this.#serving.get(name);
    this.#serving.delete(name);
    await stopQuietly(serving);
  }

  async shutdown(): Promise<void> {
    this.#stopped = true;
    for (const moving of this.#moving.values()) moving.end();
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
