import { defineCommand } from '../command.ts';
import { openCloud, placeOptions } from '../open-cloud.ts';
import { projectOption } from '../options.ts';

export default defineCommand({
  summary: 'who did what when: invited, paused, approved, stopped, relabeled, forgot, …',
  options: {
    project: projectOption('only what was done to it'),
    last: { value: 'N', help: 'so many at most', range: [1, 10_000], whole: true, default: '50' },
    ...placeOptions,
  },
  examples: ['labelloop audit', 'labelloop audit --project birds --last 200 --json'],
  notes: ['Each entry is an object that is written once and changed by nobody: below `audit/` of the bucket.'],
  async run({ values, context }) {
    const cloud = await openCloud(values);
    const { readAudit } = await import('../../shared/documents/audit.ts');
    const entries = await readAudit(cloud.bucket, values.last, values.project);
    if (values.json) for (const entry of entries) context.print(JSON.stringify(entry));
    else if (entries.length === 0) context.print('nobody has done anything yet that is kept');
    else
      for (const { at, by, act, project, subject, note } of entries)
        context.print(
          [at, by, act, project && subject !== project ? `${project}:` : '', subject, note && `(${note})`]
            .filter(Boolean)
            .join('  '),
        );
  },
});
