import { CommandError, defineCommand } from '../command.ts';
import { ProgressLine } from '../progress-line.ts';
import { untilFinished } from '../stopping.ts';

export default defineCommand({
  summary: 'start the laptop cloud and keep it running until Ctrl-C',
  options: {
    port: {
      value: 'N',
      help: "the API's port, which must be free (default: the first free one from 4566); 0 = any",
      range: [0, 65_535],
      whole: true,
    },
    'interrupt-spot': {
      value: 'SECONDS',
      help: 'rehearse: each training with training.spot loses its machine once, after so much training, and goes on from its checkpoint',
      range: [1, 86_400],
    },
    'container-memory': {
      value: 'MB',
      help: 'what one training or endpoint may hold (default three quarters of the machine); beyond, it is killed as SageMaker does',
      range: [64, 1_048_576],
      whole: true,
    },
    empty: {
      help: 'rehearse: an AWS account in which nothing stands yet, until `labelloop deploy` has put labelloop there',
    },
    'set-aside': {
      help: 'go on over a damaged S3 index with what it still names; all other stored bytes are moved aside, none is deleted',
    },
  },
  notes: [
    'Everything is kept in the data folder and survives any crash. With --json: one line {"endpoint","console","portal"} when ready.',
  ],
  examples: ['labelloop up', 'labelloop up --port 4600 --data ~/birds'],
  stopped: 'what ran goes on after the next `labelloop up` on the same folder',
  async run({ values, context }) {
    const progress = new ProgressLine(context);
    progress.tell('starting: loading the laptop cloud');
    const { startCloud } = await import('../../local-cloud/cloud.ts');
    const { DataFolderBusyError } = await import('../../local-cloud/data-folder.ts');
    const { PortTakenError } = await import('../../local-cloud/listen-from.ts');
    const cloud = await startCloud({
      dataDir: values.data,
      ...(values.port !== undefined && { port: values.port }),
      ...(values['interrupt-spot'] !== undefined && { interruptSpotSeconds: values['interrupt-spot'] }),
      ...(values['container-memory'] !== undefined && { containerMemoryMb: values['container-memory'] }),
      setAside: values['set-aside'],
      empty: values.empty,
      onLog: (line) => {
        progress.clear();
        context.note(line);
      },
      onStart: (what) => progress.tell(`starting: ${what}`),
    }).catch((error: unknown) => {
      progress.clear();
      if (error instanceof PortTakenError)
        throw new CommandError(error.message, {
          todo: 'choose another --port, or none: then the first free one is taken',
        });
      if (!(error instanceof DataFolderBusyError)) throw error;
      throw new CommandError(error.message, { todo: 'use that one, stop it, or choose another folder with --data' });
    });
    progress.clear();
    const { endpoint, consoleUrl, portalUrl } = cloud;
    untilFinished(() => cloud.stop());
    if (values.json) context.print(JSON.stringify({ endpoint, console: consoleUrl, portal: portalUrl }));
    else {
      context.print(`endpoint  ${endpoint}`);
      context.print(`console   ${consoleUrl}`);
      context.print(`portal    ${portalUrl}`);
      context.print('Stop with Ctrl-C. Point any AWS client here with: eval "$(labelloop env)"');
    }
    // Until a signal ends the process.
    await new Promise(() => {});
  },
});
