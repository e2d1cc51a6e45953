import { randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import type { ProgramCommand, ProgramEntry } from './program-command.ts';

/** An image that Docker runs in place of a folder's programs. */
export const dockerImageSchema = z.strictObject({
  image: z.string(),
  /** `uid:gid` that it runs as, so that what it writes can be deleted; null: as it says itself. */
  user: z.nullable(z.string()),
});
export type DockerImage = z.infer<typeof dockerImageSchema>;

/** Where SageMaker's containers listen. */
const CONTAINER_PORT = 8080;
/** Said to a process of this machine; a container has a port and an address of its own. */
const OF_THE_MACHINE = new Set(['SAGEMAKER_BIND_TO_PORT', 'ML_BIND_ADDRESS', 'ML_ROOT']);
/** Docker's word for a container that was killed: its memory was spent, where nobody else killed it. */
export const KILLED_EXIT_CODE = 137;

/**
 * `docker run` as SageMaker runs an image: `/opt/ml` mounted, the entry as its argument, no network while it trains,
 * the port of `serve` on loopback alone.
 * @param environment of the container; `SAGEMAKER_BIND_TO_PORT` is the port of this machine that leads to it
 * @param machine variables of this process: where the Docker client finds its daemon
 */
export function dockerRun(
  { image, user }: DockerImage,
  entry: ProgramEntry,
  mlRoot: string,
  environment: Readonly<Record<string, string>>,
  memoryBytes: number,
  machine: NodeJS.ProcessEnv = process.env,
): ProgramCommand {
  const name = `labelloop-${randomUUID()}`;
  const port = environment.SAGEMAKER_BIND_TO_PORT;
  const variables = Object.keys(environment).filter((variable) => !OF_THE_MACHINE.has(variable));
  const args = [
    ...['run', '--rm', '--name', name, '--volume', `${mlRoot}:/opt/ml`],
    ...(entry === 'train' ? ['--network', 'none'] : ['--publish', `127.0.0.1:${port}:${CONTAINER_PORT}`]),
    ...(Number.isFinite(memoryBytes) ? ['--memory', `${Math.floor(memoryBytes)}b`] : []),
    ...(user === null ? [] : ['--user', user, '--env', 'HOME=/tmp']),
    // Without a value each is taken from the client's own environment: no secret stands in a command line.
    ...variables.flatMap((variable) => ['--env', variable]),
    ...[image, entry],
  ];
  const ofClient = Object.entries(machine).filter(([key]) => /^(PATH|HOME|USERPROFILE|DOCKER_.+|XDG_.+)$/i.test(key));
  return {
    file: 'docker',
    args,
    environment: Object.fromEntries(ofClient) as Record<string, string>,
    end: ['docker', 'kill', name],
  };
}
