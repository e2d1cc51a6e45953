import { CommandError, defineCommand, exitCodes } from '../command.ts';

const port = (text: string) => {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 0 && number <= 65_535) return number;
  throw new CommandError(`--port ${text} is not a port`, {
    todo: 'give a number from 0 (any free port) to 65535',
    exitCode: exitCodes.usage,
  });
};

export default defineCommand({
  usage: '[--data DIR] [--port N] [--json]',
  help: [
    ['--data DIR', 'where everything is kept (default .labelloop); survives any crash'],
    ['--port N', "the API's port (default: the first free one from 4566)"],
    ['--json', 'one line {"endpoint","console","portal"} when ready'],
  ],
  options: { port: { type: 'string' } },
  async run({ values, context }) {
    const { startCloud } = await import('../../local-cloud/cloud.ts');
    const { DataFolderBusyError } = await import('../../local-cloud/data-folder.ts');
    const cloud = await startCloud({
      dataDir: values.data,
      ...(values.port !== undefined && { port: port(values.port) }),
      onLog: context.note,
    }).catch((error: unknown) => {
      if (!(error instanceof DataFolderBusyError)) throw error;
      throw new CommandError(error.message, { todo: 'use that one, stop it, or choose another folder with --data' });
    });
    const { endpoint, consoleUrl, portalUrl } = cloud;
    if (values.json) context.print(JSON.stringify({ endpoint, console: consoleUrl, portal: portalUrl }));
    else {
      context.print(`endpoint  ${endpoint}`);
      context.print(`console   ${consoleUrl}`);
      context.print(`portal    ${portalUrl}`);
      context.print('Stop with Ctrl-C. Point any AWS client here with: eval "$(npx labelloop env)"');
    }
    await aborted(context.signal);
    await cloud.stop();
  },
});

const aborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
