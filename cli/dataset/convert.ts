import { decideClasses, openInput } from './dataset-input.ts';
import type { Subcommand } from './subcommand.ts';
import { chooseWriter, tellWritten, writeOutput } from './write-output.ts';

/** `labelloop dataset convert SRC --to FORMAT --out DIR` */
export const convert: Subcommand = async (sources, values, context) => {
  chooseWriter(values.to);
  const input = await openInput(sources[0], values);
  const classes = await decideClasses([input], values);
  const written = await writeOutput(input.entries(), [input], classes, values);
  return tellWritten(written, values.json, context);
};
