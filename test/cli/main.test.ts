import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { type Command, type CommandContext, commonOptions, exitCodes } from '../../cli/command.ts';
import { commands, sections } from '../../cli/commands.ts';
import { main } from '../../cli/main.ts';
import { chooseSubcommand, isGroup, parseCommandLine } from '../../cli/parse-command-line.ts';

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

/** Every command and subcommand by what is typed. */
async function everyCommand(): Promise<Array<[typed: string, command: Command]>> {
  const all: Array<[string, Command]> = [];
  for (const [name, load] of Object.entries(commands)) {
    const { default: declared } = await load();
    if (isGroup(declared))
      for (const [each, command] of Object.entries(declared.subcommands)) all.push([`${name} ${each}`, command]);
    else all.push([name, declared]);
  }
  return all;
}

/** `eval "$(labelloop env)"` -> its words; quoted ones stay together. */
const wordsOf = (example: string) =>
  [
    ...example
      .replace(/^eval "\$\((.*)\)"$/, '$1')
      .replace(/ > .*/, '')
      .matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g),
  ].map(([, single, double, bare]) => single ?? double ?? bare!);

describe('labelloop', () => {
  it('lists exactly the commands that have a file, each in one section of the overview', async () => {
    const files = readdirSync(new URL('../../cli/commands', import.meta.url)).map((file) => file.replace(/\.ts$/, ''));
    expect(Object.keys(commands).sort()).toEqual(files.sort());
    expect(Object.values(sections).flat().sort()).toEqual(files.sort());
    const { printed } = await run('--help');
    for (const [typed, { summary }] of await everyCommand())
      if (!typed.includes(' ')) expect(printed).toContain(summary.slice(0, 30));
  });

  it('helps each command with its own options, and with none of another', async () => {
    const all = await everyCommand();
    const names = [...new Set(all.flatMap(([, { options }]) => Object.keys(options ?? {})))];
    for (const [typed, command] of all) {
      const { code, printed } = await run(...typed.split(' '), '--help');
      expect(code).toBe(0);
      const own = Object.keys({ ...command.options, ...commonOptions });
      const shown = [...printed.matchAll(/^ {2}--([a-z-]+)/gm)].map(([, name]) => name!);
      expect({ typed, shown: shown.sort() }).toEqual({ typed, shown: own.sort() });
      expect(names.length).toBeGreaterThan(shown.length);
      expect(printed.split('\n').filter((line) => line.length > 120 && !line.includes('labelloop'))).toEqual([]);
      expect(await run('help', ...typed.split(' '))).toMatchObject({ code: 0, printed });
    }
  });

  it('shows examples that are command lines of their command', async () => {
    for (const [typed, command] of await everyCommand()) {
      expect({ typed, examples: command.examples.length }).not.toEqual({ typed, examples: 0 });
      for (const example of command.examples) {
        const [program, name, ...rest] = wordsOf(example);
        expect(program).toBe('labelloop');
        const { default: declared } = await commands[name!]!();
        const chosen = isGroup(declared) ? chooseSubcommand(name!, declared, rest) : { command: declared, rest };
        expect({ example, command: chosen.command === command }).toEqual({ example, command: true });
        await parseCommandLine(typed, command, chosen.rest);
      }
    }
  });

  it('lists the commands of a group with a line each', async () => {
    const { code, printed } = await run('dataset', '--help');
    expect(code).toBe(0);
    for (const name of ['convert', 'inspect', 'split', 'merge', 'draw', 'validate', 'diff'])
      expect(printed).toMatch(new RegExp(`^ {2}${name} {2,}\\S`, 'm'));
    expect(printed).not.toContain('--near-duplicates');
  });

  it.each([
    [['upp'], 'did you mean up?'],
    [['statsu'], 'did you mean status?'],
    [['up', '--prot', '1'], 'did you mean --port?'],
    [['dataset', 'convrt', 'x'], 'did you mean convert?'],
    [['dataset', 'convert', 'x', '--to', 'cooc', '--out', 'y'], 'did you mean coco?'],
    [['dataset', 'convert', 'x'], 'needs --to'],
    [['dataset'], 'labelloop dataset --help'],
    [['models', 'wy'], 'did you mean why?'],
    [['status', '--project', 'birds'], 'labelloop status'],
    [['init', 'birds'], 'needs --labels'],
    [['init', 'birds', '--labels', 'a', '--task', 'boxes'], 'it can be bounding-box'],
    [['init', 'birds', '--labels', 'a', '--workers', 'many'], 'no whole number from 1 to 9'],
    [['init', 'birds', '--labels', 'a', '--algorithm', 'object-detection'], 'trains on GPU instances only'],
    [['init', 'birds', '--labels', 'a', '--algorithm', 'classifier'], 'which learns image-classification'],
    [['init', 'Birds!', '--labels', 'a'], '1-24 characters'],
    [['init', 'birds', '--labels', 'a', '--automatic', '0.9'], 'with =: --automatic=0.9'],
    [['init', 'birds', '--labels', 'a', '--automatic=2'], 'e.g. --automatic=0.95'],
    [['up', '--port', '70000'], 'no whole number from 0 to 65535'],
    [['up', '--port'], '--port needs a value'],
    [['up', '--json=yes'], 'takes no value'],
    [['detect', 'a.jpg', 'b.jpg'], 'cannot take b.jpg'],
    [['detect'], 'e.g. labelloop detect photo.jpg'],
    [['detect', '.'], 'is a folder'],
    [['detect', '/dev/zero'], 'a pipe or a device'],
    [['dataset', 'inspect', '/dev/zero'], 'a pipe or a device'],
    [['drop'], 'needs FILES'],
    [['drop', 'a', 'b', '--labels', 'c'], 'one folder'],
    [['drop', 'a', '--labels', 'c', '--drawn-on', 'paper'], 'upright, stored'],
    [['relabel', '--yes'], 'needs images'],
    [['status', 'birds', 'trees'], 'cannot take trees'],
    [['--verison'], 'did you mean'],
  ])('answers %j with exit code 2 and what to type', async (argv, said) => {
    const { code, noted } = await run(...argv);
    expect({ noted, code }).toEqual({ noted: expect.stringContaining(said), code: exitCodes.usage });
    expect(noted).not.toMatch(/expected|Invalid|parseArgs|positional/);
  });

  it('says which labelloop it is', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    expect(await run('--version')).toMatchObject({ code: 0, printed: `labelloop ${version}` });
  });

  it('says that no cloud runs, without a stack, and as JSON when asked', async () => {
    const data = await mkdtemp(join(tmpdir(), 'labelloop-'));
    const { code, printed, noted } = await run('env', '--data', data, '--json');
    expect(code).toBe(exitCodes.notRunning);
    expect(JSON.parse(printed).error.todo).toContain('labelloop up');
    expect(noted).not.toContain('    at ');
  });

  it('runs as a program, by whatever Node there is, from wherever it is linked', async () => {
    const bin = new URL('../../cli/labelloop.mjs', import.meta.url).pathname;
    const folder = await mkdtemp(join(tmpdir(), 'labelloop-'));
    symlinkSync(bin, join(folder, 'labelloop'));
    const { status, stdout, stderr } = spawnSync('./labelloop', ['--help'], { encoding: 'utf8', cwd: folder });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('labelloop COMMAND');
  });
});

describe('completion', () => {
  const offered = async (...words: string[]) => {
    const { printed } = await run('completion', 'bash', '--', ...words);
    return printed === '' ? [] : printed.split('\n');
  };

  it('offers commands, subcommands, options and the values that an option takes', async () => {
    expect(await offered('stat')).toEqual(['status']);
    expect(await offered('dataset', 'con')).toEqual(['convert']);
    expect(await offered('dataset', 'convert', 'x', '--copy')).toEqual(['--copy-images']);
    expect(await offered('dataset', 'convert', 'x', '--to', 'yolo-')).toEqual([
      'yolo-segment',
      'yolo-obb',
      'yolo-pose',
      'yolo-classify',
    ]);
    expect(await offered('models', '--proj')).toEqual(['--project']);
  });

  it('leaves files to the shell', async () => {
    expect(await offered('detect', '')).toEqual([]);
    expect(await offered('dataset', 'inspect', '--html', '')).toEqual([]);
  });

  it.each(['bash', 'zsh', 'fish'])('has a script for %s that the shell takes', async (shell) => {
    const { code, printed } = await run('completion', shell);
    expect(code).toBe(0);
    expect(printed).toContain(`labelloop completion ${shell} --`);
    if (shell === 'bash') expect(spawnSync('bash', ['-n'], { input: printed, encoding: 'utf8' }).stderr).toBe('');
  });
});
