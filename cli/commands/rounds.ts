import { CommandError, defineCommand } from '../command.ts';
import { openCloud, placeOptions } from '../open-cloud.ts';

export default defineCommand({
  summary: 'automatic labeling round by round: whom images went to, what was promised, what was seen and saved',
  arguments: { project: { help: 'the project; needed where there are several', optional: true } },
  options: {
    picture: { value: 'FILE', help: 'writes the picture, an SVG: images labeled by people and by the machine' },
    report: { value: 'FILE', help: 'writes all of it as one HTML file, the picture in it' },
    batch: { value: 'BATCH', help: 'an earlier one (default: the newest that was labeled in rounds)' },
    ...placeOptions,
  },
  examples: [
    'labelloop rounds',
    'labelloop rounds birds --picture rounds.svg',
    'labelloop rounds birds --batch b000002 --report rounds.html',
  ],
  async run({ values, args, context }) {
    const cloud = await openCloud(values);
    const { bucket } = cloud;
    const [{ chooseProject }, { projectBucket }, { readOverview }, { readAutomaticRounds }, describe] =
      await Promise.all([
        import('../require-project.ts'),
        import('../../shared/documents/project-bucket.ts'),
        import('../../shared/read-models/project-overview.ts'),
        import('../../shared/read-models/automatic-rounds.ts'),
        import('../../shared/domain/automatic-labeling/describe-rounds.ts'),
      ]);
    const project = await chooseProject(bucket, args.project);
    const own = projectBucket(bucket, project.project);
    const overview = await readOverview(own);
    const { batch } = values;
    const batches = overview.batches.filter(({ batchId }) => batch === undefined || batchId === batch);
    const rounds = await readAutomaticRounds(own, { batches }, project.labeling);
    if (!rounds && batch !== undefined)
      throw new CommandError(batches.length > 0 ? `${batch} was not labeled in rounds` : `there is no batch ${batch}`, {
        where: project.project,
        todo: `\`labelloop rounds ${project.project}\` shows the newest that was`,
      });
    if (!rounds)
      throw new CommandError('no batch of the project was labeled in rounds', {
        where: project.project,
        todo: project.labeling.automatic
          ? 'drop images; rounds begin with the next batch'
          : `labelloop config ${project.project} labeling.automatic.precision=0.9, then drop images`,
      });
    if (values.picture !== undefined) {
      const { roundsPicture } = await import('../../shared/domain/automatic-labeling/rounds-picture.ts');
      const { writeWhole } = await import('../write-whole.ts');
      await writeWhole(values.picture, roundsPicture(rounds.summary));
    }
    if (values.report !== undefined) {
      const [{ roundsPage }, { renderPage }, { writeWhole }] = await Promise.all([
        import('../pictures/report/rounds-page.ts'),
        import('../pictures/report/page.ts'),
        import('../write-whole.ts'),
      ]);
      await writeWhole(values.report, renderPage(roundsPage(project.project, rounds)));
    }
    if (values.json) {
      context.print(JSON.stringify({ project: project.project, ...rounds }));
      return;
    }
    context.print(`${project.project}, batch ${rounds.batchId}: ${describe.describeAutomatic(rounds.summary)}`);
    for (const line of describe.describeRounds(rounds.summary)) context.print(`  ${line}`);
    for (const line of describe.describeSavings(rounds.savings)) context.print(line);
    if (values.picture !== undefined) context.print(`picture: ${values.picture}`);
    if (values.report !== undefined) context.print(`report: ${values.report}`);
  },
});
