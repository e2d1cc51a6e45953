import { defineCommand, usageError } from '../command.ts';
import { openCloud, placeOptions } from '../open-cloud.ts';

export default defineCommand({
  summary: 'the classes of a project: boxes, images on which nobody looked for them; adding one',
  arguments: { project: { help: 'needed only when there is more than one', optional: true } },
  options: {
    add: { value: 'a,b', help: 'new classes, behind the last one: ids that are in use never move' },
    ...placeOptions,
  },
  notes: [
    'Images labeled before say nothing of a new class: they are no negatives, until `labelloop relabel --missing-class NAME` lets people look.',
  ],
  examples: ['labelloop classes birds', 'labelloop classes birds --add owl'],
  async run({ values, args: { project: named }, context }) {
    const cloud = await openCloud(values);
    const [{ chooseProject }, { readClasses }, { addClasses }] = await Promise.all([
      import('../require-project.ts'),
      import('../classes/class-standing.ts'),
      import('../classes/add-classes.ts'),
    ]);
    let project = await chooseProject(cloud.bucket, named);
    if (values.add !== undefined) {
      const added = values.add.split(',').map((label) => label.trim());
      if (added.includes('')) throw usageError('--add must name the new classes', 'e.g. --add owl');
      project = await addClasses(cloud.bucket, project.project, added);
      const act = { project: project.project, note: `new classes: ${added.join(', ')}`.slice(0, 500) };
      await (await import('../record-own-act.ts')).recordOwnAct(cloud.bucket, 'changed', project.project, act);
    }
    const classes = await readClasses(cloud.bucket, project);
    if (values.json) {
      context.print(JSON.stringify({ project: project.project, classes }));
      return;
    }
    for (const { id, label, checked, unchecked } of classes) {
      const open = unchecked > 0 ? `, on ${unchecked} nobody looked for it` : '';
      context.print(`${String(id).padStart(3)}  ${label.padEnd(24)}looked for on ${checked} images${open}`);
    }
    const open = classes.find(({ unchecked }) => unchecked > 0);
    if (open)
      context.print(`next: labelloop relabel --missing-class ${open.label} --project ${project.project} --dry-run`);
  },
});
