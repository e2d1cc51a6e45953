import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from '@jest/globals';
import { commands } from '../../cli/commands.ts';

const root = resolve(import.meta.dirname, '../..');
const FOLDERS = [
  'ops-console',
  'shared/domain/workflow',
  'shared/domain/money',
  'shared/pipeline',
  'shared/read-models',
];

/** `labelloop <command> <subcommand>`, as pages and advice name them to people. */
const named = FOLDERS.flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .flatMap((file) => {
      const text = readFileSync(join(root, folder, file), 'utf8');
      const found = text.matchAll(/[`>]labelloop ([a-z-]+)(?: ([a-z][a-z-]+))?/g);
      return [...found].map(([, command, word]) => ({ file: `${folder}/${file}`, command: command!, word }));
    }),
);

it('names to people only commands that there are', async () => {
  expect(named.length).toBeGreaterThan(20);
  const wrong: string[] = [];
  for (const { file, command, word } of named) {
    const load = commands[command];
    const found = load && (await load()).default;
    const isThere =
      found && (!('subcommands' in found) || word === undefined || Object.hasOwn(found.subcommands, word));
    if (!isThere) wrong.push(`${file}: labelloop ${command} ${word ?? ''}`);
  }
  expect(wrong).toEqual([]);
});
