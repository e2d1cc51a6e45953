import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { DockerImage } from '../../local-cloud/sagemaker/container/docker.ts';
import type { AlgorithmFolder } from '../algorithms/algorithm-folder.ts';
import {
  type CommandContext,
  CommandError,
  type CommandGroup,
  defineCommand,
  exitCodes,
  usageError,
} from '../command.ts';
import { closestName } from '../did-you-mean.ts';
import { placeOptions } from '../open-cloud.ts';

const NAME = /^[a-z0-9](-?[a-z0-9]){0,39}$/;

const list = defineCommand({
  summary: 'the algorithms that a project can train with: labelloop’s, and those that were added here',
  examples: ['labelloop algorithms', 'labelloop algorithms list --json'],
  async run({ values, context }) {
    const [{ ALGORITHMS }, { listBoundAlgorithms }] = await Promise.all([
      import('../../algorithms/algorithms.ts'),
      import('../../local-cloud/sagemaker/container/bound-algorithms.ts'),
    ]);
    const ours = Object.entries(ALGORITHMS).map(([name, { taskTypes, image }]) => ({
      name,
      taskTypes,
      image: image === 'built-in' ? "SageMaker's own" : "labelloop's own",
    }));
    const added = listBoundAlgorithms(values.data).map(({ name, image, folder }) => ({ name, image, folder }));
    if (values.json) {
      context.print(JSON.stringify({ algorithms: [...ours, ...added] }));
      return;
    }
    const width = Math.max(...[...ours, ...added].map(({ name }) => name.length)) + 2;
    for (const { name, taskTypes, image } of ours)
      context.print(`${name.padEnd(width)}${image}; learns ${taskTypes.join(', ')}`);
    for (const { name, image, folder } of added) context.print(`${name.padEnd(width)}${image}  ${folder}`);
    if (added.length === 0)
      context.note(
        'YOLO (AGPL) is in examples/yolo, LibreYOLO (MIT) in examples/libreyolo: labelloop algorithms add NAME --dir DIR',
      );
  },
});

const add = defineCommand({
  summary: 'brings an algorithm: the programs of a folder run for its container image on this machine',
  arguments: { name: { help: 'what projects call it: a-z, 0-9 and -' } },
  options: {
    dir: { value: 'DIR', help: 'holds `train`, `serve` and algorithm.json', required: true },
    image: { value: 'URI', help: 'the container image that the folder stands for (default labelloop/NAME:1)' },
    python: { value: 'PATH', help: 'makes the virtual environment of a requirements.txt (default python3)' },
    docker: {
      help: 'Docker runs the image itself, here as on AWS: the one that --image names, else one built of the folder',
    },
  },
  examples: [
    'labelloop algorithms add yolo --dir examples/yolo',
    'labelloop algorithms add ours --image 123456789012.dkr.ecr.eu-west-1.amazonaws.com/ours:3 --dir ~/ours',
  ],
  notes: [
    'A requirements.txt becomes a virtual environment, made once. A laptop cloud that runs sees the algorithm at once. The same name ' +
      'again binds it anew. docs/algorithms.md says what the programs must do.',
  ],
  stopped: 'the same command again goes on; nothing is bound before all is there',
  async run({ values, args: { name }, context }) {
    checkName(name);
    const [{ readAlgorithmFolder, describedAlgorithm }, { findPython, virtualEnvironment }, bound, { parse }, shapes] =
      await Promise.all([
        import('../algorithms/algorithm-folder.ts'),
        import('../algorithms/virtual-environment.ts'),
        import('../../local-cloud/sagemaker/container/bound-algorithms.ts'),
        import('../../shared/contracts/parse.ts'),
        import('../../shared/contracts/own-algorithm.ts'),
      ]);
    const found = readAlgorithmFolder(values.dir, values.docker ? 'description' : 'programs');
    const image = values.image ?? found.file.image ?? ownImage(name);
    const described = readDescription(() =>
      parse(shapes.ownAlgorithmSchema, describedAlgorithm(found, image), 'the algorithm'),
    );
    const { requirements, folder, file } = found;
    const docker = values.docker ? await provide(found, values.image ?? file.image, image, context) : undefined;
    const environment =
      requirements === undefined || docker
        ? null
        : await withProgress(context, async (tell) =>
            virtualEnvironment(requirements, await findPython(values.python), tell, context.signal),
          );
    bound.bindAlgorithm(values.data, {
      ...{ version: 1, name, image, folder, environment },
      ...(docker && { docker }),
    });
    if (values.json) {
      context.print(JSON.stringify({ name, ...described, folder, environment, docker: docker !== undefined }));
      return;
    }
    context.print(
      docker
        ? `${name}: Docker runs ${image}`
        : `${name}: ${image} is ${folder}${environment ? `, with ${environment}` : ''}`,
    );
    if (file.license) context.print(`its licence: ${file.license}`);
    context.print(`it reads ${described.channels} and answers as ${described.answer}`);
    context.print(
      `next: labelloop algorithms check ${name}, or labelloop init PROJECT --labels a,b --algorithm ${name}`,
    );
  },
});

const check = defineCommand({
  summary: 'runs an algorithm through the whole contract on small images and says what is missing',
  arguments: { algorithm: { help: 'the name of one that was added, or a folder' } },
  options: {
    python: { value: 'PATH', help: 'makes the virtual environment of a folder that was not added (default python3)' },
    minutes: { value: 'N', help: 'that one training may take', range: [0.1, 600], default: '15' },
    docker: {
      help: 'checks the container image itself, run by Docker: the one of algorithm.json, else one built of the folder',
    },
  },
  examples: ['labelloop algorithms check yolo', 'labelloop algorithms check examples/custom-algorithm'],
  notes: [
    'Trains five times on twelve images with the checkHyperparameters of algorithm.json: to the end, without data, with broken ' +
      'hyperparameters, stopped, and killed after a checkpoint. Then it serves, images and files that are none. Exit code 1: a fault was found.',
  ],
  async run({ values, args, context }) {
    const [
      { readAlgorithmFolder },
      { findPython, virtualEnvironment },
      bound,
      { checkContract },
      run,
      { CONTRACT_FAULTS },
    ] = await Promise.all([
      import('../algorithms/algorithm-folder.ts'),
      import('../algorithms/virtual-environment.ts'),
      import('../../local-cloud/sagemaker/container/bound-algorithms.ts'),
      import('../algorithms/check-contract.ts'),
      import('../algorithms/contract-run.ts'),
      import('../algorithms/contract-faults.ts'),
    ]);
    const known = bound.listBoundAlgorithms(values.data);
    const binding = known.find(({ name }) => name === args.algorithm);
    if (!binding && !existsSync(args.algorithm)) {
      const close = closestName(
        args.algorithm,
        known.map(({ name }) => name),
      );
      throw new CommandError(`${args.algorithm} is neither an algorithm that was added here nor a folder`, {
        todo: close ? `did you mean ${close}?` : '`labelloop algorithms` lists what was added; or name the folder',
      });
    }
    const mayRest = values.docker || binding?.docker !== undefined;
    const found = readAlgorithmFolder(binding?.folder ?? args.algorithm, mayRest ? 'description' : 'programs');
    const { folder, file, requirements } = found;
    const name =
      binding?.name ??
      basename(folder)
        .toLowerCase()
        .match(/[a-z0-9]+/g)
        ?.join('-') ??
      'algorithm';
    const named = [binding?.image ?? file.image].find((image) => image !== ownImage(name));
    const docker = values.docker ? await provide(found, named, ownImage(name), context) : binding?.docker;
    const report = await withProgress(context, async (tell) => {
      const environment =
        binding || requirements === undefined || docker
          ? (binding?.environment ?? null)
          : await virtualEnvironment(requirements, await findPython(values.python), tell, context.signal);
      const limits = { ...run.SAGEMAKER_LIMITS, trainMs: values.minutes * 60_000 };
      const programs = { folder, isBound: true, environment, ...(docker && { docker }) };
      return checkContract(programs, file, { limits, tell, signal: context.signal });
    });
    if (values.json) context.print(JSON.stringify(report));
    else {
      for (const what of report.held) context.print(`ok     ${what}`);
      for (const what of report.notes) context.print(`note   ${what}`);
      for (const { name, detail, lines } of report.faults) {
        context.print(`FAULT  ${name}: ${CONTRACT_FAULTS[name]}${detail ? ` (${detail})` : ''}`);
        for (const line of lines ?? []) context.print(`       | ${line}`);
      }
      context.print(report.faults.length ? `${report.faults.length} faults` : 'it keeps the contract');
    }
    return report.faults.length > 0 ? exitCodes.failed : 0;
  },
});

const push = defineCommand({
  summary: "builds an algorithm's image in a stage's AWS account, in CodeBuild, and binds the algorithm to it",
  arguments: { name: { help: 'of one that was added; with --dir of one that is new' } },
  options: {
    dir: { value: 'DIR', help: 'its folder, where it was not added here: nothing of it is installed on this machine' },
    ...placeOptions,
  },
  examples: [
    'labelloop algorithms push yolo --stage dev',
    'labelloop algorithms push yolo --dir examples/yolo --stage dev',
  ],
  notes: [
    'Nobody needs Docker. A Dockerfile in the folder is taken; else one is made for its programs and requirements.txt. The same files are ' +
      'never built twice. The programs of a folder that was added go on running here under the new name; one that was given by --dir ' +
      'runs here when it is added.',
  ],
  stopped: 'the build goes on in the account; the same command again follows another, which ends without harm',
  async run({ values, args: { name }, context }) {
    const [bound, { hasDockerfile, readAlgorithmFolder }, { algorithmBuild, algorithmSources }] = await Promise.all([
      import('../../local-cloud/sagemaker/container/bound-algorithms.ts'),
      import('../algorithms/algorithm-folder.ts'),
      import('../algorithms/push-algorithm.ts'),
    ]);
    checkName(name);
    const added = bound.listBoundAlgorithms(values.data).find((one) => one.name === name);
    const folder = values.dir === undefined ? added?.folder : resolve(values.dir);
    if (folder === undefined)
      throw new CommandError(`no algorithm ${name} was added here`, {
        todo: `\`labelloop algorithms\` lists them; labelloop algorithms push ${name} --dir DIR takes a folder`,
      });
    const binding =
      added?.folder === folder
        ? added
        : { version: 1 as const, name, image: ownImage(name), folder, environment: null };
    const found = readAlgorithmFolder(folder, hasDockerfile(folder) ? 'description' : 'programs');
    const { stage, region, profile } = values;
    if (stage === undefined)
      throw new CommandError('a laptop has no registry of images', {
        why: added
          ? `${name} runs here already, as the programs of ${added.folder}`
          : `labelloop algorithms add ${name} --dir ${values.dir} lets its programs run here`,
        todo: `labelloop algorithms push ${name} --stage STAGE builds its image in an AWS account`,
      });
    const [{ useAwsPlace }, { requireOutputs }, { buildImage }] = await Promise.all([
      import('../deploy/aws-place.ts'),
      import('../deploy/stack.ts'),
      import('../deploy/build-detector.ts'),
    ]);
    useAwsPlace({ region, profile });
    const outputs = await requireOutputs(stage);
    if (outputs.algorithmsRepository === undefined)
      throw new CommandError(`the stage ${stage} has no repository for algorithms of one's own`, {
        todo: `labelloop deploy --stage ${stage} brings it up to date`,
      });
    const sources = algorithmSources(found);
    const build = algorithmBuild(name, sources, outputs, outputs.algorithmsRepository);
    const built = await buildImage(build, sources, (line) => context.note(`  ${line}`), context.signal);
    bound.bindAlgorithm(values.data, { ...binding, image: build.image });
    if (values.json) {
      context.print(JSON.stringify({ name, image: build.image, built }));
      return;
    }
    context.print(`${name}: ${build.image} ${built ? 'is built' : 'is there already'}`);
    context.print(`next: labelloop config PROJECT --stage ${stage} training.algorithm=${name}`);
  },
});

const remove = defineCommand({
  summary: 'forgets an algorithm that was added here; its folder stays as it is',
  arguments: { name: { help: 'its name' } },
  examples: ['labelloop algorithms remove yolo'],
  notes: [
    'Endpoints and trainings of its image that run go on; none starts any more on this machine. `add` brings it back.',
  ],
  async run({ values, args: { name }, context }) {
    const { listBoundAlgorithms, unbindAlgorithm } = await import(
      '../../local-cloud/sagemaker/container/bound-algorithms.ts'
    );
    const binding = listBoundAlgorithms(values.data).find((one) => one.name === name);
    if (!binding)
      throw new CommandError(`no algorithm ${name} was added here`, { todo: '`labelloop algorithms` lists them' });
    unbindAlgorithm(values.data, name);
    if (values.json) context.print(JSON.stringify({ removed: binding }));
    else
      context.print(
        `${name} is forgotten; back with labelloop algorithms add ${name} --image ${binding.image} --dir ${binding.folder}`,
      );
  },
});

export default {
  summary: 'algorithms of your own: any program or image that keeps SageMaker’s contract',
  subcommands: { list, add, check, push, remove },
  alone: 'list',
} satisfies CommandGroup;

function checkName(name: string): void {
  if (!NAME.test(name)) throw usageError(`${name} cannot be an algorithm's name`, 'take a-z, 0-9 and single -');
}

/** What an image is called that nobody named. */
const ownImage = (name: string) => `labelloop/${name}:1`;

/** The image that Docker runs for a folder, and as whom. @param own what one that is built of the folder is called */
async function provide(
  found: AlgorithmFolder,
  named: string | undefined,
  own: string,
  context: CommandContext,
): Promise<DockerImage> {
  const { provideImage, requireDocker } = await import('../algorithms/docker-image.ts');
  const user = await requireDocker(context.signal);
  const image = await withProgress(context, (tell) => provideImage(found, { named, own }, tell, context.signal));
  return { image, user };
}

function readDescription<Value>(read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    throw new CommandError('the algorithm cannot be used', { why: (error as Error).message });
  }
}

async function withProgress<Value>(
  context: CommandContext,
  work: (tell: (text: string) => void) => Promise<Value>,
): Promise<Value> {
  const { ProgressLine } = await import('../progress-line.ts');
  const line = new ProgressLine(context);
  try {
    return await work((text) => line.tell(text));
  } finally {
    line.clear();
  }
}
