import { join } from 'node:path';
import type { LabelRequest } from '../../shared/contracts/label-request.ts';
import { isOfTexts } from '../../shared/contracts/text-tasks.ts';
import { CommandError, defineCommand, usageError } from '../command.ts';
import { openCloud, placeOptions } from '../open-cloud.ts';
import { projectOption } from '../options.ts';
import { writeWhole } from '../write-whole.ts';

/** More images than this are sent back with --yes only: each costs the time of several people. */
const WITHOUT_ASKING = 50;
/** How long a request can be taken back before its batch begins. */
const GRACE_MS = 60_000;

export default defineCommand({
  summary: 'send labeled images back: one, or all that a filter finds',
  arguments: {
    images: {
      help: "names as they were dropped ('garden/*.jpg' too), hashes or s3:// URIs",
      many: true,
      optional: true,
    },
  },
  options: {
    where: { value: 'FILTER', help: 'which images, see below; several must all hold', multiple: true },
    'missing-class': {
      value: 'NAME',
      help: 'images on which nobody looked for NAME: the same as --where missing-class=NAME',
    },
    reason: { value: 'TEXT', help: 'what the workers shall correct; they read it above the image' },
    project: projectOption('whose images'),
    'dry-run': { help: 'say how many and draw them, send nothing' },
    sheet: { value: 'FILE', help: 'where to draw the images with their present labels (PNG)' },
    yes: { help: `send more than ${WITHOUT_ASKING} images` },
    now: { help: 'do not wait the minute in which --cancel is certain' },
    cancel: { value: 'ID', help: 'take a request back that no batch has taken yet (see `labelloop status`)' },
    ...placeOptions,
  },
  notes: [
    'FILTER: conditions joined by "and": class=robin, class!=robin, missing-class=owl (added after the image was labeled), confidence<0.6, objects>20, worker=ID, date>=2026-11-01, batch=b000003, name=\'*.png\', split=train, by=machine (or human), tag=night, disagrees (the live model sees something else).',
  ],
  examples: [
    'labelloop relabel robin-12.jpg --reason "the second bird is a wren"',
    'labelloop relabel --where "class=robin and confidence<0.6" --dry-run',
    'labelloop relabel --cancel r-1a2b3c',
  ],
  async run({ values, args: { images: positionals }, context }) {
    const { 'missing-class': missing, 'dry-run': isDryRun } = values;
    const where = [...values.where, ...(missing === undefined ? [] : [`missing-class=${missing}`])];
    if (positionals.length === 0 && where.length === 0 && values.cancel === undefined)
      throw usageError(
        'relabel needs images, --where or --missing-class',
        'e.g. labelloop relabel robin-12.jpg, or --where "class=robin and confidence<0.6" --dry-run',
      );
    const cloud = await openCloud(values);
    const { bucket } = cloud;
    const [{ chooseProject }, { parseFilters }, { imageLookups }, { chooseImages }, { sendRelabel }] =
      await Promise.all([
        import('../require-project.ts'),
        import('../relabel/filters.ts'),
        import('../relabel/image-lookups.ts'),
        import('../relabel/choose-labeled-images.ts'),
        import('../../shared/pipeline/requests/send-relabel.ts'),
      ]);
    const project = await chooseProject(bucket, values.project);
    if (values.cancel !== undefined) {
      await (await import('../relabel/cancel-request.ts')).cancelRequest(bucket, project.project, values.cancel);
      context.print(values.json ? JSON.stringify({ cancelled: values.cancel }) : `${values.cancel}: taken back`);
      return;
    }
    const filters = parseFilters(where, project.labels);
    const look = imageLookups(bucket, project.project, project.labels);
    const { images, busy } = await chooseImages(bucket, project, { images: positionals, filters }, look);
    const note = values.reason ?? (missing === undefined ? 'check and correct' : `look for ${missing} too`);
    if (values.sheet !== undefined && isOfTexts(project.taskType))
      throw usageError('--sheet draws images, and this project labels texts', 'leave it out; --json lists them');
    const sheet =
      values.sheet ??
      (isDryRun && !isOfTexts(project.taskType)
        ? join(values.stage === undefined ? values.data : '.', `relabel-${project.project}.png`)
        : undefined);
    if (sheet !== undefined && images.length > 0) {
      const { drawRelabelSheet } = await import('../relabel/relabel-sheet.ts');
      await writeWhole(sheet, await drawRelabelSheet(bucket, images, project.labels, note));
    }
    if (!isDryRun && images.length > WITHOUT_ASKING && !values.yes)
      throw new CommandError(
        `${images.length} images would be labeled again, by ${project.labeling.workersPerObject} people each`,
        { todo: 'look at them first (--dry-run), then say --yes' },
      );
    const now = Date.now();
    const times = {
      now: new Date(now).toISOString(),
      notBefore: new Date(values.now ? now : now + GRACE_MS).toISOString(),
    };
    const requests = isDryRun ? [] : await sendRelabel({ bucket, project, note, ...times }, images);
    const { recordOwnAct } = await import('../record-own-act.ts');
    for (const { requestId, images: sent } of requests) {
      const act = { project: project.project, note: `${sent.length} images: ${note}`.slice(0, 500) };
      await recordOwnAct(bucket, 'relabeled', requestId, act);
    }
    if (values.json) {
      const said = { project: project.project, images: images.map(({ sha256 }) => sha256), busy, sheet: sheet ?? null };
      context.print(JSON.stringify({ ...said, requests: requests.map(({ requestId }) => requestId) }));
      return;
    }
    const skipped = busy > 0 ? `; ${busy} more are being labeled now` : '';
    context.print(`${project.project}: ${images.length} labeled images fit${skipped}`);
    if (sheet !== undefined && images.length > 0) context.print(`their present labels: ${sheet}`);
    for (const request of requests) context.print(describe(request, values.now));
  },
});

function describe({ requestId, images, batchId }: LabelRequest, isNow: boolean): string {
  if (batchId !== null) return `${requestId}: asked before; they are in ${batchId}`;
  const when = isNow ? '' : ' in a minute';
  return `${requestId}: ${images.length} images go back to labeling${when}; labelloop relabel --cancel ${requestId}`;
}
