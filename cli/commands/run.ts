import { useCloud } from '../aws-variables.ts';
import { defineCommand } from '../command.ts';
import { parseLabels } from './init.ts';

export default defineCommand({
  summary: 'the whole loop on your own folder of images and truth, labeled by simulated workers',
  options: {
    images: {
      value: 'DIR',
      help: 'JPEG and PNG; every fifth by sorted name is held out and never dropped',
      required: true,
    },
    truth: {
      value: 'DIR',
      help: 'VOC XML or COCO JSON: what the simulated workers see (with noise), and what measures the model',
      required: true,
    },
    labels: { value: 'a,b,c', help: 'the classes', required: true },
    seconds: { value: 'N', help: 'of training', range: [1, 86_400], whole: true, default: '300' },
    workers: { value: 'N', help: 'simulated workers an image', range: [1, 9], whole: true, default: '5' },
    seed: { value: 'N', help: 'of the simulated workers', range: [0, 2 ** 31 - 1], whole: true, default: '1' },
    project: { value: 'PROJECT', help: "its name (default: the image folder's)" },
  },
  examples: ['labelloop run --images photos --truth annotations --labels robin,wren'],
  stopped: 'what was labeled and trained stays in the data folder',
  async run({ values, context }) {
    const { images: imageFolder, truth: truthFolder, seconds: trainingSeconds, workers: count, seed } = values;
    const labels = parseLabels(values.labels);
    const [{ readTruth }, { projectNameOf, splitOwnImages }, { mayUseEscapes, Story }] = await Promise.all([
      import('../loop/read-truth.ts'),
      import('../loop/own-images.ts'),
      import('../loop/story.ts'),
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
    const [{ borrowCloud }, { startSimulatedWorkers }, { playRun }, { OWN_WORKTEAM_ARN }] = await Promise.all([
      import('../borrow-cloud.ts'),
      import('../loop/simulated-workers.ts'),
      import('../loop/play-run.ts'),
      import('../../local-cloud/own-workteam.ts'),
    ]);
    const stage = story.stage('cloud', 'starting');
    const { cloud, giveBack } = await borrowCloud(values.data);
    try {
      useCloud(cloud);
      stage.done(`${cloud.endpoint}   console ${cloud.consoleUrl}`);
      const truth = new Map();
      const trouble = new AbortController();
      const onFailure = (error: Error) => trouble.abort(error);
      const workers = startSimulatedWorkers({ cloud, workteamArn: OWN_WORKTEAM_ARN, truth, seed, count, onFailure });
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
