import { writeFile } from 'node:fs/promises';
import { useCloud } from '../aws-variables.ts';
import { CommandError, defineCommand, exitCodes } from '../command.ts';
import { requireRunningCloud } from '../require-running-cloud.ts';

/** More images than this are sent back with --yes only: each costs the time of several people. */
const WITHOUT_ASKING = 50;
/** How long a request can be taken back before its batch begins. */
const GRACE_MS = 60_000;

export default defineCommand({
  usage: '[IMAGE…] [--where FILTER] [--project NAME] [--reason TEXT] | --cancel ID',
  help: [
    ['IMAGE…', "names as they were dropped ('garden/*.jpg' too), hashes or s3:// URIs"],
    ['--where FILTER', 'conditions joined by "and"; several --where must all hold:'],
    ['', 'class=robin, class!=robin, missing-class=owl (added after the image was labeled),'],
    ['', "confidence<0.6, objects>20, worker=ID, date>=2026-11-01, batch=b000003, name='*.png',"],
    ['', 'split=train, disagrees (the live model sees something else)'],
    ['--missing-class NAME', 'images on which nobody looked for NAME: the same as --where missing-class=NAME'],
    ['--reason TEXT', 'what the workers shall correct; they read it above the image'],
    ['--project NAME', 'whose images (needed only when there is more than one project)'],
    ['--dry-run', 'say how many, send nothing'],
    ['--sheet FILE', 'a contact sheet (PNG) of the images with their present labels'],
    ['--yes', `send more than ${WITHOUT_ASKING} images`],
    ['--now', 'do not wait the minute in which --cancel is certain'],
    ['--cancel ID', 'take a request back that no batch has taken yet'],
  ],
  options: {
    where: { type: 'string', multiple: true },
    'missing-class': { type: 'string' },
    reason: { type: 'string' },
    project: { type: 'string' },
    'dry-run': { type: 'boolean', default: false },
    sheet: { type: 'string' },
    yes: { type: 'boolean', default: false },
    now: { type: 'boolean', default: false },
    cancel: { type: 'string' },
  },
  async run({ values, positionals, context }) {
    const missing = values['missing-class'];
    const where = [...(values.where ?? []), ...(missing === undefined ? [] : [`missing-class=${missing}`])];
    if (positionals.length === 0 && where.length === 0 && values.cancel === undefined)
      throw new CommandError('relabel needs images, --where or --missing-class', {
        todo: 'e.g. labelloop relabel robin-12.jpg, or --where "class=robin and confidence<0.6" --dry-run',
        exitCode: exitCodes.usage,
      });
    const { bucket } = await connect(values.data);
    const [{ chooseProject }, { parseFilters }, { imageLookups }, { chooseImages }, { sendRelabel }] =
      await Promise.all([
        import('../require-project.ts'),
        import('../relabel/filters.ts'),
        import('../relabel/image-lookups.ts'),
        import('../relabel/choose-images.ts'),
        import('../relabel/send-relabel.ts'),
      ]);
    const project = await chooseProject(bucket, values.project);
    if (values.cancel !== undefined) {
      const isCancelled = await cancel(bucket, project.project, values.cancel);
      context.print(
        values.json ? JSON.stringify({ request: values.cancel, isCancelled }) : `${values.cancel}: taken back`,
      );
      return;
    }
    const filters = parseFilters(where, project.labels);
    const look = imageLookups(bucket, project.project, project.labels);
    const { images, busy } = await chooseImages(bucket, project, { images: positionals, filters }, look);
    const { LABEL_TASKS } = await import('../../shared/domain/task-types/label-tasks.ts');
    if (!LABEL_TASKS[project.taskType].isCorrectable) context.note(`workers start from nothing: ${project.taskType}`);
    const note = values.reason ?? (missing === undefined ? 'check and correct the labels' : `look for ${missing} too`);
    if (values.sheet !== undefined && images.length > 0) {
      const { drawRelabelSheet } = await import('../relabel/relabel-sheet.ts');
      await writeFile(values.sheet, await drawRelabelSheet(bucket, images, project.labels, note));
    }
    const isSent = !values['dry-run'] && images.length > 0;
    if (isSent && images.length > WITHOUT_ASKING && !values.yes)
      throw new CommandError(
        `${images.length} images would be labeled again, by ${project.labeling.workersPerObject} people each`,
        {
          todo: 'look first (--dry-run --sheet sheet.png), then say --yes',
        },
      );
    const now = Date.now();
    const order = {
      ...{ bucket, project, note, now: new Date(now).toISOString() },
      notBefore: new Date(values.now ? now : now + GRACE_MS).toISOString(),
    };
    const requests = isSent ? await sendRelabel(order, images) : [];
    if (values.json) {
      const said = {
        project: project.project,
        images: images.map(({ sha256 }) => sha256),
        busy,
        sheet: values.sheet ?? null,
      };
      context.print(JSON.stringify({ ...said, requests: requests.map(({ requestId }) => requestId) }));
      return;
    }
    const skipped = busy > 0 ? `; ${busy} more are being labeled now` : '';
    context.print(`${project.project}: ${images.length} labeled images fit${skipped}`);
    if (values.sheet !== undefined && images.length > 0) context.print(`sheet ${values.sheet}`);
    for (const { requestId, images: own, batchId } of requests)
      context.print(
        batchId === null
          ? `${requestId}: ${own.length} images go back to labeling${values.now ? '' : ' in a minute'}; labelloop relabel --cancel ${requestId}`
          : `${requestId}: asked before; they are in ${batchId}`,
      );
  },
});

async function connect(data: string) {
  const cloud = await requireRunningCloud(data);
  useCloud(cloud);
  return cloud;
}

async function cancel(bucket: string, project: string, requestId: string): Promise<true> {
  const { closeRequest, findRequest } = await import('../../shared/pipeline/label-requests.ts');
  const request = await findRequest(bucket, project, requestId);
  if (!request)
    throw new CommandError(`${project} has no request ${requestId}`, { todo: `see \`labelloop status ${project}\`` });
  if (request.state === 'closed' || (await closeRequest(bucket, project, requestId, 'a person'))) return true;
  throw new CommandError(
    `${requestId} cannot be taken back: it is in batch ${request.batchId ?? 'that was closed just now'}`,
    {
      todo: `workers label it; stop its labeling job, or let them (\`labelloop status ${project}\`)`,
    },
  );
}
