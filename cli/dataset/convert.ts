import { convertedInOneRead } from './convert-in-one-read.ts';
import { decideClasses, findGivenClasses, openInput } from './dataset-input.ts';
import type { Subcommand } from './subcommand.ts';
import { chooseWriter, tellWritten, writeOutput } from './write-output.ts';

/** `labelloop dataset convert SRC --to FORMAT --out DIR` */
export const convert: Subcommand = async (sources, values, context) => {
  chooseWriter(values.to);
  const input = await openInput(sources[0], values);
  const given = await findGivenClasses([input], values);
  const written =
    (given === undefined && (await convertedInOneRead(input, values))) ||
    (await writeOutput(input.entries(), [input], given ?? (await decideClasses([input], values)), values));
  return tellWritten(written, values.json, context);
};
