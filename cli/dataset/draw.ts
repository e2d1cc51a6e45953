import { CommandError } from '../command.ts';
import { writeWhole } from '../write-whole.ts';
import { chooseRecords } from './chosen-records.ts';
import { decideClasses, openInput } from './dataset-input.ts';
import { drawLabels, noteMissing } from './label-sheet.ts';
import type { Subcommand } from './subcommand.ts';

const DEFAULT_COUNT = 24;

/** `labelloop dataset draw SRC --images DIR --out sheet.png` */
export const draw: Subcommand = async (sources, values, context) => {
  const { out = 'labels.png', count = DEFAULT_COUNT } = values;
  const input = await openInput(sources[0], values);
  const classes = await decideClasses([input], values);
  const records = await chooseRecords(input, count);
  if (records.length === 0) throw new CommandError('there is no labeled image to draw', { where: input.where });
  const images = `${records.length} image${records.length === 1 ? '' : 's'}`;
  const { png, missing } = await drawLabels(input, records, classes, `${images}, read as ${input.format}`);
  await writeWhole(out, png);
  context.print(
    values.json
      ? JSON.stringify({ out, images: records.map(({ image }) => image), missing })
      : `${images} with ${records.length === 1 ? 'its' : 'their'} labels: ${out}`,
  );
  noteMissing(missing, context);
  return 0;
};
