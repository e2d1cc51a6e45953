import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { CommandError, defineCommand, exitCodes } from '../command.ts';
import { writeWhole } from '../write-whole.ts';

const commaList = (text: string) => text.split(',').map((part) => part.trim());

export default defineCommand({
  summary: "make one label of several workers' answers: a Ground Truth payload file, offline",
  arguments: {
    payload: { help: 'a Ground Truth consolidation payload: a JSON array of objects with their annotations' },
  },
  options: {
    task: {
      value: 'TASK',
      help: 'what was asked',
      required: true,
      choices: async () => (await import('../../shared/domain/answer-kinds/tasks/task-types.ts')).CONSOLIDATED_TASKS,
    },
    labels: { value: 'a,b,c', help: 'class order (default: the labels in the answers, by name)' },
    state: { value: 'FILE', help: 'what is known of the workers; read, and written with what this payload taught' },
    gold: {
      value: 'FILE',
      help: '{"<datasetObjectId>": {"boundingBoxes": [...]} or {"label": "a"}}: calibrates confidence (needs --state)',
    },
    attribute: { value: 'NAME', help: 'label attribute name', default: 'labels' },
  },
  notes: [
    'The response is printed as the Lambda would answer: indented, or on one line with --json. Objects without a usable answer are',
    'left out and named: exit code 4; 1 when no object has a label.',
  ],
  examples: [
    'labelloop consolidate payload.json --task bounding-box --labels cat,dog',
    'labelloop consolidate payload.json --task image-classification --state workers.json --gold gold.json --json',
  ],
  async run({ values, args: { payload: path }, context }) {
    const [{ consolidateFile, labelsInPayload }, { readGoldFile }, { parseJson }, { workerStateSchema }, workerState] =
      await Promise.all([
        import('../consolidation/consolidate-file.ts'),
        import('../consolidation/gold-file.ts'),
        import('../../shared/contracts/parse.ts'),
        import('../../shared/contracts/worker-state.ts'),
        import('../../shared/domain/consolidation/worker-state.ts'),
      ]);
    const text = await read(path);
    const stored = values.state === undefined ? undefined : await readIfThere(values.state);
    const labels = values.labels === undefined ? labelsInPayload(text, path) : commaList(values.labels);
    if (values.labels === undefined)
      context.note(`class order: ${labels.join(', ')} (the answers' labels by name; --labels sets it)`);
    const result = consolidateFile(text, {
      taskType: values.task,
      labels,
      state: stored ? parseJson(workerStateSchema, stored, values.state!) : workerState.emptyWorkerState(),
      gold: values.gold === undefined ? undefined : readGoldFile(await read(values.gold), values.gold),
      labelAttributeName: values.attribute,
      name: basename(path),
      outputPrefix: `${pathToFileURL(dirname(path)).href}/`,
    });
    for (const { uri, bytes } of result.files) await writeWhole(fileURLToPath(uri), bytes);
    if (values.state !== undefined) await writeWhole(values.state, JSON.stringify(result.state));
    for (const { datasetObjectId, labeled, problems } of result.outcomes) {
      for (const { workerId, problem } of problems)
        context.note(`object ${datasetObjectId}: ${workerId}'s answer left out: ${problem}`);
      if (!labeled) context.note(`object ${datasetObjectId}: no label, because no answer can be used`);
    }
    if (result.unreadable > 0) context.note(`${result.unreadable} entries are no objects of a payload: left out`);
    context.print(JSON.stringify(result.response, null, values.json ? 0 : 2));
    if (result.response.length === 0) return exitCodes.failed;
    return result.response.length < result.outcomes.length || result.unreadable > 0 ? exitCodes.withProblems : 0;
  },
});

const read = (path: string) =>
  readFile(path, 'utf8').catch((error: Error) => {
    throw new CommandError(`cannot read ${path}`, { why: error.message });
  });

const readIfThere = (path: string) =>
  readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new CommandError(`cannot read ${path}`, { why: error.message });
  });
