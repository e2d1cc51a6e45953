import { randomUid } from '../../shared/project-uid.ts';
import { CommandError, defineCommand, usageError } from '../command.ts';
import { openCloud, placeOptions } from '../open-cloud.ts';

/** `a, b,c` -> its parts. @throws CommandError when there is none */
export function parseLabels(text: string | undefined): string[] {
  const labels = (text ?? '').split(',').map((label) => label.trim());
  if (labels.every((label) => label !== '') && new Set(labels).size === labels.length) return labels;
  throw usageError('--labels must name the classes, each once', 'e.g. --labels robin,wren');
}

/** `epochs=60,steps=10,20` -> `{epochs: '60', steps: '10,20'}`. @throws CommandError for what is no such list */
export function parseHyperparameters(text: string | undefined): Record<string, string> {
  const pairs = text === undefined ? [] : text.split(/,(?=[^,=]+=)/).map((one) => one.split(/=(.*)/s));
  const read = pairs.map(([name = '', value = '']) => [name.trim(), value.trim()] as const);
  if (read.every(([name, value]) => name !== '' && value !== '')) return Object.fromEntries(read);
  throw usageError('--hyperparameters must name each with its value', 'e.g. --hyperparameters epochs=60,imgsz=192');
}

/** `a:b, b:c` -> pairs of labels. @throws CommandError when a part is no pair */
function parseSkeleton(text: string): Array<[string, string]> {
  return text.split(',').map((part) => {
    const [from, to, ...rest] = part.split(':').map((name) => name.trim());
    if (from && to && rest.length === 0) return [from, to];
    throw usageError('--skeleton must name pairs of labels', 'e.g. --skeleton nose:neck,neck:tail');
  });
}

/** Boxes, followed through the frames of videos. */
const VIDEO_TASK = 'video-object-tracking';
/** Frames of a task: some 20 seconds at the five frames a second that `drop` takes of a video. */
const FRAMES_PER_TASK = 100;

export default defineCommand({
  summary: 'begin a project: a task and its labels',
  arguments: { project: { help: '1-24 characters of a-z, 0-9 and -' } },
  options: {
    labels: {
      value: 'a,b',
      help: 'the classes, in the order of their ids; more can be added later, at the end',
      required: true,
    },
    task: {
      value: 'TYPE',
      help: 'what workers do with an image or a text',
      default: 'bounding-box',
      choices: async () => [...(await import('../../shared/contracts/project.ts')).taskTypeSchema.options, VIDEO_TASK],
    },
    skeleton: {
      value: 'a:b,b:c',
      help: 'of key points: labels that are joined by a line',
    },
    object: {
      value: 'NAME',
      help: 'of key points: what they are points of, as exports call it (default object)',
    },
    workers: {
      value: 'N',
      help: 'how many people label each image or text (default 3; 1 = you alone)',
      range: [1, 9],
      whole: true,
    },
    automatic: {
      value: 'PRECISION',
      bare: '0.95',
      help: 'a model labels what it is sure of, rightly at this share or better; people the rest (docs/automatic-labeling.md); 0.95 where none is named',
      range: [0.5, 0.99],
    },
    webhook: {
      value: 'URL',
      help: 'gets a message when a batch goes to the workers, a model goes live, something fails',
    },
    team: {
      value: 'TEAM',
      help: "the work team: an ARN, or a private one's name (default: labelloop's own; Ground Truth needs one of yours)",
    },
    algorithm: {
      value: 'NAME',
      help: 'what trains (default detector); `labelloop algorithms` lists them',
    },
    hyperparameters: {
      value: 'a=1,b=2',
      help: "of the training, in place of the algorithm's own values; `labelloop config` changes them later",
    },
    instance: {
      value: 'TYPE',
      help: 'what it trains on, e.g. ml.g4dn.xlarge (default ml.c5.2xlarge)',
    },
    ...placeOptions,
  },
  examples: [
    'labelloop init birds --labels robin,wren',
    'labelloop init birds --labels robin,wren --automatic=0.9',
    'labelloop init walks --labels walker --task video-object-tracking',
    'labelloop init dogs --labels nose,neck,tail --task keypoints --object dog --skeleton nose:neck,neck:tail',
    'labelloop init scenes --labels day,night --task image-classification --workers 1',
    'labelloop init birds --labels robin,wren --algorithm yolo --hyperparameters epochs=60,imgsz=192',
    'labelloop init letters --labels person,place --task named-entities',
  ],
  async run({ values, args: { project }, context }) {
    const labels = parseLabels(values.labels);
    const { createOnce } = await import('../../shared/aws/s3.ts');
    const { parse } = await import('../../shared/contracts/parse.ts');
    const { projectSchema, taskTypeSchema } = await import('../../shared/contracts/project.ts');
    const { isOfTexts } = await import('../../shared/contracts/text-tasks.ts');
    const { projectKeys } = await import('../../shared/domain/project/bucket-keys.ts');
    const { labelingProblem } = await import('../../shared/domain/labeling/labeling-request.ts');
    const { trainingProblems } = await import('../../shared/domain/training/check-training.ts');
    const { findAlgorithm } = await import('../../algorithms/algorithms.ts');
    const { whyNoTraining } = await import('../../shared/domain/batches/labels-only.ts');
    const { newProject } = await import('../../shared/domain/project/new-project.ts');
    const isVideo = values.task === VIDEO_TASK;
    const taskType = parse(taskTypeSchema, isVideo ? 'bounding-box' : values.task, '--task');
    checked(
      () => parse(projectSchema.shape.project, project, 'the name'),
      `${project} cannot be a project's name`,
      'take 1-24 characters of a-z, 0-9 and -',
    );
    const defaults = newProject({
      ...{ project, uid: randomUid(), labels, taskType },
      ...(values.team !== undefined && { workteamArn: values.team }),
    });
    const workersPerObject = values.workers === undefined ? {} : { workersPerObject: values.workers };
    const automatic = values.automatic === undefined ? {} : { automatic: { precision: values.automatic } };
    const video = isVideo ? { video: { framesPerTask: FRAMES_PER_TASK }, taskTimeLimitSeconds: 3600 } : {};
    const own = defaults.labeling.keypoints;
    if (!own && (values.skeleton !== undefined || values.object !== undefined))
      throw usageError('--skeleton and --object are of key points', 'add --task keypoints');
    const skeleton = values.skeleton === undefined ? undefined : parseSkeleton(values.skeleton);
    const keypoints = own && {
      keypoints: { ...own, ...(skeleton && { skeleton }), ...(values.object && { object: values.object }) },
    };
    const labeling = { ...defaults.labeling, ...workersPerObject, ...automatic, ...video, ...keypoints };
    const named =
      values.algorithm === undefined
        ? undefined
        : (await import('../algorithms/named-algorithm.ts')).namedAlgorithm(
            values.data,
            values.algorithm,
            values.stage !== undefined,
          );
    const training = {
      ...defaults.training,
      ...(named && { algorithm: named.algorithm }),
      hyperparameters: {
        ...(named?.hyperparameters ?? defaults.training.hyperparameters),
        ...parseHyperparameters(values.hyperparameters),
      },
      ...(values.instance !== undefined && { instanceType: values.instance }),
    };
    const webhookUrl = values.webhook ?? null;
    const config = checked(
      () => parse(projectSchema, { ...defaults, labeling, training, webhookUrl }, 'the project'),
      `there can be no such project: ${[...labels, webhookUrl ?? ''].join(' ').trim()}`,
      'classes are 1 to 50 different names of up to 256 characters, --webhook an address that begins with https://',
    );
    const problem = labelingProblem(config, undefined);
    if (problem) throw usageError(problem.reason, 'see `labelloop init --help`');
    const isChosen = named !== undefined || values.hyperparameters !== undefined;
    const refused = isChosen && trainingProblems(config, findAlgorithm(config.training.algorithm))[0];
    if (refused)
      throw usageError(
        `no training of this project could begin: ${refused}`,
        'say --algorithm, --task and --instance so that they go together; `labelloop algorithms` lists what each learns',
      );
    const cloud = await openCloud(values);
    const key = projectKeys(project).config;
    const where = `s3://${cloud.bucket}/${key}`;
    if (!(await createOnce(cloud.bucket, key, JSON.stringify(config, null, 2))))
      throw new CommandError(`there is a project ${project} already`, {
        where,
        todo: `choose another name, or change this one: labelloop config ${project}`,
      });
    await (await import('../record-own-act.ts')).recordOwnAct(cloud.bucket, 'created', project, { project });
    if (values.json) context.print(JSON.stringify({ project, config: where }));
    else {
      context.print(`${project}: ${where}`);
      if (named?.license) context.print(`${values.algorithm} is under ${named.license}`);
      const why = whyNoTraining(config);
      if (why) context.print(`${taskType}: ends with labeled datasets; ${why}`);
      const what = isOfTexts(taskType) ? '<notes.txt, table.csv or folder>' : '<folder>';
      context.print(`next: labelloop drop ${what} --project ${project}`);
    }
  },
});

/** What a person may have typed wrongly is said in the command line's words. */
function checked<Value>(read: () => Value, what: string, todo: string): Value {
  try {
    return read();
  } catch {
    throw usageError(what, todo);
  }
}
