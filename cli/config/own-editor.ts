import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { CommandError } from '../command.ts';
import { leaveInterruptsTo, untilFinished } from '../stopping.ts';
import type { SettingsFile } from './edit-settings.ts';

/**
 * A file of its own folder, edited with `$VISUAL` or `$EDITOR`, as git and kubectl do.
 * @throws CommandError when there is no editor, or it ends with an error; the file stays
 */
export async function openOwnEditor(name: string): Promise<SettingsFile> {
  const editor = process.env.VISUAL || process.env.EDITOR;
  if (!editor)
    throw new CommandError('no editor is set', {
      todo: 'EDITOR=nano labelloop config … --edit, or set each: labelloop config PROJECT KEY=VALUE',
    });
  const path = join(await mkdtemp(join(tmpdir(), 'labelloop-config-')), `${name}.json5`);
  return {
    path,
    write: (text) => writeFile(path, text),
    read: () => readFile(path, 'utf8'),
    remove: () => rm(dirname(path), { recursive: true, force: true }),
    edit: () => runEditor(editor, path),
  };
}

/** An editor may be a command with options, so a shell reads it. */
function runEditor(editor: string, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('/bin/sh', ['-c', `${editor} "$1"`, 'sh', path], { stdio: 'inherit' });
    const finished = untilFinished(() => child.kill());
    const takeBack = leaveInterruptsTo(child);
    const failed = (how: string) =>
      reject(
        new CommandError(`the editor ${editor} ended with ${how}`, { todo: `nothing was changed; ${path} is kept` }),
      );
    child.once('error', (error) => failed(error.message));
    child.once('exit', (code, signal) => {
      takeBack();
      finished();
      if (code === 0) resolve();
      else failed(signal ?? `exit code ${code}`);
    });
  });
}
