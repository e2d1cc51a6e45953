import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CommandError, exitCodes } from '../command.ts';
import { chooseRecords } from './chosen-records.ts';
import { decideClasses, openInput } from './dataset-input.ts';
import { drawLabels, noteMissing } from './label-sheet.ts';
import type { Subcommand } from './subcommand.ts';

const DEFAULT_COUNT = 24;
const MOST = 400;

/** `labelloop dataset draw SRC --images DIR --out sheet.png` */
export const draw: Subcommand = async (sources, values, context) => {
  const out = values.out ?? 'labels.png';
  const count = Number(values.count ?? DEFAULT_COUNT);
  if (!(Number.isInteger(count) && count >= 1 && count <= MOST))
    throw new CommandError(`--count ${values.count} is no whole number from 1 to ${MOST}`, {
      exitCode: exitCodes.usage,
    });
  const input = await openInput(sources[0], values);
  const classes = await decideClasses([input], values);
  const records = await chooseRecords(input, count);
  if (records.length === 0) throw new CommandError('there is no labeled image to draw', { where: input.where });
  const images = `${records.length} image${records.length === 1 ? '' : 's'}`;
  const { png, missing } = await drawLabels(input, records, classes, `${images}, read as ${input.format}`);
  await mkdir(dirname(out), { recursive: true });
  await writeFile(out, png);
  context.print(
    values.json
      ? JSON.stringify({ out, images: records.map(({ image }) => image), missing })
      : `${images} with ${records.length === 1 ? 'its' : 'their'} labels: ${out}`,
  );
  noteMissing(missing, context);
  return 0;
};
