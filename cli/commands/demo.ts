import { join } from 'node:path';
import type { Cloud } from '../../local-cloud/cloud.ts';
import { useCloud } from '../aws-variables.ts';
import { type CommandContext, CommandError, defineCommand } from '../command.ts';
import type { PlayedDemo } from '../loop/demo-story.ts';
import type { Story } from '../loop/story.ts';
import { untilFinished } from '../stopping.ts';

export default defineCommand({
  summary: 'the whole loop twice on drawn images (= npm start)',
  options: {
    seed: {
      value: 'N',
      help: 'of sample images, simulated workers and training',
      range: [0, Number.MAX_SAFE_INTEGER],
      whole: true,
      default: '1',
    },
    exit: { help: 'end when the story is told (without a terminal that goes without saying)' },
  },
  notes: ['The demo lives in the folder `demo` of the data folder, and begins afresh each time.'],
  examples: ['labelloop demo', 'labelloop demo --seed 2 --exit'],
  stopped: '`npm start` begins afresh',
  async run({ values, context }) {
    const { seed } = values;
    const folder = join(values.data, 'demo');
    await refuseSecondDemo(folder);
    const { freshDemoFolder } = await import('../loop/demo-folder.ts');
    freshDemoFolder(folder);
    const { mayUseEscapes, Story } = await import('../loop/story.ts');
    const interactive = mayUseEscapes(process.stdout, process.env);
    const story = new Story({
      write: (text) => process.stdout.write(text),
      now: () => performance.now(),
      interactive,
      columns: () => process.stdout.columns ?? 80,
    });
    const ticker = setInterval(() => story.tick(), 500);
    try {
      const stay = process.stdin.isTTY === true && process.stdout.isTTY === true && !values.exit;
      await play({ folder, seed, stay, interactive, context, story });
    } finally {
      clearInterval(ticker);
    }
  },
});

async function refuseSecondDemo(folder: string): Promise<void> {
  const { findRunningCloud } = await import('../../local-cloud/data-folder.ts');
  const running = findRunningCloud(folder);
  if (!running) return;
  throw new CommandError('a demo is running already', {
    where: `console ${running.consoleUrl}   portal ${running.portalUrl}`,
    todo: 'look at that one, or end it with Ctrl-C in its terminal',
  });
}

interface Play {
  folder: string;
  seed: number;
  stay: boolean;
  interactive: boolean;
  context: CommandContext;
  story: Story;
}

async function play({ folder, seed, stay, interactive, context, story }: Play): Promise<void> {
  const stage = story.stage('cloud', 'starting');
  const [
    { startCloud },
    { REGION },
    { startSimulatedWorkers },
    { playDemo },
    { DEMO_PLAN },
    { DEMO_LIMITS },
    { OWN_WORKTEAM_ARN },
  ] = await Promise.all([
    import('../../local-cloud/cloud.ts'),
    import('../../local-cloud/wire/service.ts'),
    import('../loop/simulated-workers.ts'),
    import('../loop/demo-story.ts'),
    import('../loop/demo-plan.ts'),
    import('../loop/demo-report.ts'),
    import('../../local-cloud/own-workteam.ts'),
  ]);
  const cloud = { ...(await startCloud({ dataDir: folder, reopenSeconds: 0 })), region: REGION };
  const ended = untilFinished(() => cloud.stop());
  try {
    useCloud(cloud);
    stage.done(`S3, Lambda, Step Functions, SageMaker on ${cloud.endpoint}`);
    story.note(`console ${cloud.consoleUrl}   portal ${cloud.portalUrl}`);
    const truth = new Map();
    const trouble = new AbortController();
    const onFailure = (error: Error) => trouble.abort(error);
    const workers = startSimulatedWorkers({
      cloud,
      workteamArn: OWN_WORKTEAM_ARN,
      truth,
      seed,
      count: DEMO_PLAN.workers,
      onFailure,
    });
    story.note(
      `${DEMO_PLAN.workers} simulated workers stand in for people: they see the truth with noise, one is careless`,
    );
    const played = await playDemo({
      cloud,
      folder,
      seed,
      story,
      signal: AbortSignal.any([context.signal, trouble.signal]),
      truth,
    }).finally(() => workers.stop());
    if (interactive) await showExample(story, played);
    story
      .stage('done')
      .done(
        `endpoint ${played.report.endpoint.name} ${played.report.endpoint.status}, ${Math.round(played.report.seconds.total ?? 0)} s`,
      );
    for (const limit of DEMO_LIMITS) story.note(`not proven: ${limit}`);
    story.note('next: npx labelloop up; npx labelloop init birds --labels robin,wren; npx labelloop drop ~/photos');
    if (stay) await leaveOpen(context, cloud, story, seed);
    else context.print(played.paths.json);
  } finally {
    ended();
    await cloud.stop();
  }
}

async function showExample(story: Story, { example }: PlayedDemo): Promise<void> {
  if (!/truecolor|24bit/.test(process.env.COLORTERM ?? '')) return;
  const [{ annotateImage }, { terminalArt }, { DEMO_PLAN }] = await Promise.all([
    import('../pictures/annotated-image.ts'),
    import('../pictures/terminal-art.ts'),
    import('../loop/demo-plan.ts'),
  ]);
  const boxes = example.predictions
    .filter(({ confidence }) => confidence >= DEMO_PLAN.confidenceShown)
    .map((box) => ({ ...box, classId: box.class_id }));
  const { png } = await annotateImage(example.image.bytes, [{ boxes, style: { stroke: 4 } }]);
  const columns = Math.min(80, (process.stdout.columns ?? 80) - 2);
  for (const line of await terminalArt(png, columns)) story.plain(line);
}

async function leaveOpen(context: CommandContext, cloud: Cloud, story: Story, seed: number) {
  const { openTasks } = await import('../loop/open-tasks.ts');
  const link = await openTasks(cloud, seed);
  story.note(`ten images are left for you: ${link}`);
  story.note('everything stays up until Ctrl-C');
  await new Promise<void>((resolve) => {
    if (context.signal.aborted) resolve();
    context.signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
