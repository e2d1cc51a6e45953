import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { ConfinedProcess, type Exit } from './confined-process.ts';
import { MlFolder } from './ml-folder.ts';
import { unpackInto } from './model-archive.ts';
import type { Programs } from './program.ts';

export interface ModelServerOptions {
  programs: Programs;
  /** Folder for this server's `/opt/ml`. */
  mlRoot: string;
  archive: Uint8Array;
  environment: Record<string, string>;
  /** What the process may hold. */
  memoryBytes: number;
  /** How long it may take to answer its first ping. Default: SageMaker's four minutes. */
  startupMs?: number;
  onOutput(chunk: Buffer): void;
  /** Asked between pings; what it throws ends the start. */
  whileStarting?(): Promise<void>;
}

/** SageMaker gives a container four minutes to answer its first ping. */
const STARTUP_MS = 4 * 60 * 1000;
const PING_EVERY_MS = 25;
const GRACE_MS = 3_000;

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

/** One model behind the container's HTTP contract: `GET /ping`, `POST /invocations` on a loopback port. */
export class ModelServer {
  readonly port: number;
  /** Keeps connections to the container open between invocations. */
  readonly agent = new Agent({ keepAlive: true });
  readonly #process: ConfinedProcess;

  private constructor(process: ConfinedProcess, port: number) {
    this.#process = process;
    this.port = port;
    void process.exited.then(() => this.agent.destroy());
  }

  /** Starts the process and waits until it answers. @throws Error when it ends or stays silent */
  static async start(options: ModelServerOptions): Promise<ModelServer> {
    const folder = new MlFolder(options.mlRoot);
    await folder.reset();
    await unpackInto(folder.model, options.archive);
    const port = await freePort();
    const process = new ConfinedProcess({
      programs: options.programs,
      entry: 'serve',
      mlRoot: folder.root,
      environment: { ...options.environment, SAGEMAKER_BIND_TO_PORT: String(port), ML_BIND_ADDRESS: '127.0.0.1' },
      memoryBytes: options.memoryBytes,
      onOutput: options.onOutput,
    });
    const server = new ModelServer(process, port);
    const deadline = performance.now() + (options.startupMs ?? STARTUP_MS);
    while (!(await server.#ping())) {
      if (process.dead || performance.now() > deadline) {
        await server.stop();
        throw new Error(
          'The primary container for production variant AllTraffic did not pass the ping health check. Please check its log.',
        );
      }
      try {
        await options.whileStarting?.();
      } catch (error) {
        await server.stop();
        throw error;
      }
      await Promise.race([pause(PING_EVERY_MS), process.exited]);
    }
    return server;
  }

  get dead(): boolean {
    return this.#process.dead;
  }

  /** Resident bytes of its process; undefined where nobody tells. */
  get residentBytes(): number | undefined {
    return this.#process.residentBytes;
  }

  /** Resolves when the process has ended, for whatever reason. */
  get exited(): Promise<Exit> {
    return this.#process.exited;
  }

  /**
   * After a hung-up connection: resolves when the process answers again or has ended, and after a while where it does
   * neither.
   */
  async settle(): Promise<void> {
    if (!(await this.#ping())) await Promise.race([this.exited, pause(GRACE_MS, undefined, { ref: false })]);
  }

  signal(signal: NodeJS.Signals): void {
    this.#process.signal(signal);
  }

  async stop(): Promise<void> {
    this.agent.destroy();
    await this.#process.terminate(GRACE_MS);
  }

  #ping(): Promise<boolean> {
    return new Promise((resolve) => {
      const request = get({ host: '127.0.0.1', port: this.port, path: '/ping', agent: this.agent }, (response) => {
        response.resume();
        resolve(response.statusCode === 200);
      });
      request.setTimeout(2000, () => request.destroy(new Error('silent')));
      request.on('error', () => resolve(false));
    });
  }
}
