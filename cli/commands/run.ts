import { useCloud } from '../aws-variables.ts';
import { CommandError, defineCommand, exitCodes } from '../command.ts';
import { parseLabels } from './init.ts';

const DEFAULT_SECONDS = 300;

const wholeNumber = (name: string, text: string, low: number, high: number): number => {
  const value = Number(text);
  if (Number.isInteger(value) && value >= low && value <= high) return value;
  throw new CommandError(`--${name} ${text} is no whole number from ${low} to ${high}`, { exitCode: exitCodes.usage });
};

export default defineCommand({
  usage: '--images DIR --truth DIR --labels a,b,c [--seconds N]',
  help: [
    ['--images DIR', 'JPEG and PNG; every fifth by sorted name is held out and never dropped'],
    ['--truth DIR', 'VOC XML or COCO JSON: what the simulated workers see (with noise), and what measures the model'],
    ['--labels a,b,c', 'the classes'],
    ['--seconds N', `of training (default ${DEFAULT_SECONDS})`],
    ['--workers N', 'simulated workers an image (default 5)'],
    ['--seed N', 'of the simulated workers (default 1)'],
    ['--project NAME', "default: the image folder's name"],
  ],
  options: {
    images: { type: 'string' },
    truth: { type: 'string' },
    labels: { type: 'string' },
    seconds: { type: 'string', default: String(DEFAULT_SECONDS) },
    workers: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
    project: { type: 'string' },
  },
  async run({ values, context }) {
    const { images: imageFolder, truth: truthFolder } = values;
    if (imageFolder === undefined || truthFolder === undefined)
      throw new CommandError('run needs --images, --truth and --labels', {
        todo: 'see `labelloop run --help`',
        exitCode: exitCodes.usage,
      });
    const labels = parseLabels(values.labels);
    const trainingSeconds = wholeNumber('seconds', values.seconds, 1, 86_400);
    const count = wholeNumber('workers', values.workers, 1, 9);
    const seed = wholeNumber('seed', values.seed, 0, 2 ** 31 - 1);
    const [{ readTruth }, { projectNameOf, splitOwnImages }, { mayUseEscapes, Story }] = await Promise.all([
      import('../truth/read-truth.ts'),
      import('../run/own-images.ts'),
      import('../story/story.ts'),
    ]);
    const images = await splitOwnImages(imageFolder, await readTruth(truthFolder), labels);
    const project = values.project ?? projectNameOf(imageFolder);
    const story = new Story({
      // With --json the one document is alone on standard output.
      write: (text) => (values.json ? process.stderr : process.stdout).write(text),
      now: () => performance.now(),
      columns: () => process.stdout.columns ?? 80,
      interactive: mayUseEscapes(values.json ? process.stderr : process.stdout, process.env),
    });
    const ticker = setInterval(() => story.tick(), 500);
    const [{ borrowCloud }, { startSimulatedWorkers }, { playRun }, { OWN_WORKTEAM }] = await Promise.all([
      import('../borrow-cloud.ts'),
      import('../loop/simulated-workers.ts'),
      import('../run/play-run.ts'),
      import('../../shared/domain/project/new-project.ts'),
    ]);
    const stage = story.stage('cloud', 'starting');
    const { cloud, giveBack } = await borrowCloud(values.data);
    try {
      useCloud(cloud);
      stage.done(`${cloud.endpoint}   console ${cloud.consoleUrl}`);
      const truth = new Map();
      const trouble = new AbortController();
      const onFailure = (error: Error) => trouble.abort(error);
      const workers = startSimulatedWorkers({ cloud, workteamArn: OWN_WORKTEAM, truth, seed, count, onFailure });
      const report = await playRun({
        cloud,
        dataDir: values.data,
        project,
        labels,
        trainingSeconds,
        workers: count,
        images,
        truth,
        story,
        signal: AbortSignal.any([context.signal, trouble.signal]),
      }).finally(() => workers.stop());
      if (values.json) context.print(JSON.stringify(report));
      else story.note(`picture ${report.picture}`);
    } finally {
      clearInterval(ticker);
      await giveBack();
    }
  },
});
