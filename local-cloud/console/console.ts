import { fork } from 'node:child_process';
import type { LetterPlace } from '../dead-letters/open-dead-letters.ts';

export interface ConsoleStart {
  bucket: string;
  stateMachineArn: string;
  /** Where workers go; undefined: Ground Truth's own portal. */
  portalUrl: string | undefined;
  /** Where events lie that nobody took; undefined: nobody knows. */
  letters: LetterPlace | undefined;
  token: string;
  /** The first free one from here up; 0 = any. */
  port: number;
}

export interface ConsoleOptions extends ConsoleStart {
  /** AWS_ENDPOINT_URL_*, AWS_REGION and the key that the console signs with. */
  environment: Record<string, string>;
}

/**
 * Starts the operators' console in a process of its own: it is an ordinary AWS client and holds nothing.
 * @returns its link, which carries the token in the fragment, so that it is in no log and no Referer
 */
export async function startConsole(options: ConsoleOptions): Promise<{ url: string; stop(): Promise<void> }> {
  const child = fork(new URL('./serve-console.ts', import.meta.url), {
    env: options.environment,
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const { environment: _, ...start } = options;
  const { token } = start;
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const port = await new Promise<number>((resolve, reject) => {
    child.once('message', ({ port }: { port: number | null }) =>
      port ? resolve(port) : reject(new Error('the console found no free port')),
    );
    child.once('exit', (code) => reject(new Error(`the console ended at its start with code ${code}`)));
    child.once('error', reject);
    child.send(start);
  });
  return {
    url: `http://127.0.0.1:${port}/#token=${token}`,
    async stop() {
      if (child.connected) child.disconnect();
      await exited;
    },
  };
}
