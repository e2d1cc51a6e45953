import type { CommandContext } from '../command.ts';
import type { InputOptions } from './dataset-input.ts';
import type { OutputOptions } from './write-output.ts';

/** Options of all `labelloop dataset …` subcommands together. */
export interface DatasetValues extends InputOptions, OutputOptions {
  json: boolean;
  html?: string | undefined;
  validation?: string | undefined;
  test?: string | undefined;
  seed?: string | undefined;
  group?: string | undefined;
  frozen?: string | undefined;
  'near-duplicates'?: boolean | undefined;
  count?: number | undefined;
  for?: string | undefined;
}

/** @returns the exit code */
export type Subcommand = (sources: string[], values: DatasetValues, context: CommandContext) => Promise<number>;
