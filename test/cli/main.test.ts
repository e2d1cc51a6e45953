import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { type Command, type CommandContext, exitCodes } from '../../cli/command.ts';
import { commands, main } from '../../cli/main.ts';

async function run(...argv: string[]) {
  const printed: string[] = [];
  const noted: string[] = [];
  const context: CommandContext = {
    print: (line) => printed.push(line),
    note: (line) => noted.push(line),
    interactive: false,
    signal: new AbortController().signal,
  };
  return { code: await main(argv, context), printed: printed.join('\n'), noted: noted.join('\n') };
}

describe('labelloop', () => {
  it('lists exactly the commands that have a file', () => {
    const files = readdirSync(new URL('../../cli/commands', import.meta.url)).map((file) => file.replace(/\.ts$/, ''));
    expect(Object.keys(commands).sort()).toEqual(files.sort());
  });

  it.each(Object.keys(commands))('explains %s', async (name) => {
    const { default: command }: { default: Command } = await import(`../../cli/commands/${name}.ts`);
    const { code, printed } = await run(name, '--help');
    expect(code).toBe(0);
    for (const option of Object.keys(command.options)) expect(printed).toContain(`--${option}`);
  });

  it('answers a wrong command line with exit code 2 and where to look', async () => {
    expect(await run('upp')).toMatchObject({ code: exitCodes.usage, noted: expect.stringContaining('--help') });
    expect(await run('up', '--prot', '1')).toMatchObject({ code: exitCodes.usage });
    expect(await run('up', '--port', '70000')).toMatchObject({ code: exitCodes.usage });
    expect(await run('drop', 'a', 'b', '--labels', 'c')).toMatchObject({ code: exitCodes.usage });
    expect(await run('drop', 'a', '--labels', 'c', '--drawn-on', 'paper')).toMatchObject({ code: exitCodes.usage });
    expect(await run('relabel', '--yes')).toMatchObject({ code: exitCodes.usage });
    expect(await run()).toMatchObject({ code: exitCodes.usage });
  });

  it('says that no cloud runs, without a stack, and as JSON when asked', async () => {
    const data = await mkdtemp(join(tmpdir(), 'labelloop-'));
    const { code, printed, noted } = await run('env', '--data', data, '--json');
    expect(code).toBe(exitCodes.notRunning);
    expect(JSON.parse(printed).error.todo).toContain('labelloop up');
    expect(noted).not.toContain('    at ');
  });

  it('runs as a program, by whatever Node there is', () => {
    const bin = new URL('../../cli/labelloop.mjs', import.meta.url).pathname;
    const { status, stdout, stderr } = spawnSync(bin, ['--help'], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('labelloop <command>');
  });
});
