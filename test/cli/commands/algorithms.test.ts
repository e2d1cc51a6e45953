import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { beforeEach, expect, it } from '@jest/globals';
import { namedAlgorithm } from '../../../cli/algorithms/named-algorithm.ts';
import { applySettings } from '../../../cli/config/project-settings.ts';
import { main } from '../../../cli/main.ts';
import { newProject } from '../../../shared/domain/project/new-project.ts';

const EXAMPLE = resolve(import.meta.dirname, '../../../examples/custom-algorithm');
let data: string;
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'labelloop-algorithms-'));
});

async function run(...argv: string[]) {
  const printed: string[] = [];
  const noted: string[] = [];
  const code = await main(['algorithms', ...argv, '--data', data], {
    print: (line) => printed.push(line),
    note: (line) => noted.push(line),
    interactive: false,
    signal: new AbortController().signal,
  });
  return { code, printed: printed.join('\n'), noted: noted.join('\n') };
}

/** A folder with programs and what it says of itself. */
function folderWith(files: Record<string, string>) {
  const folder = join(data, 'own');
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

const programs = { 'train.py': '', 'serve.py': '' };

it('binds an image name to a folder, lists it and forgets it', async () => {
  const { code, printed } = await run('add', 'colours', '--dir', EXAMPLE, '--json');
  expect(code).toBe(0);
  expect(JSON.parse(printed)).toMatchObject({ image: 'labelloop/colours:1', channels: 'coco', environment: null });
  const listed = (await run('list')).printed;
  expect(listed).toContain(`labelloop/colours:1  ${EXAMPLE}`);
  expect(listed).toMatch(/^semantic-segmentation {2}SageMaker's own/m);
  const typo = await run('check', 'colors');
  expect(typo).toMatchObject({ code: 1, noted: expect.stringContaining('did you mean colours?') });
  expect(
    JSON.parse((await run('list', '--json')).printed).algorithms.map(({ name }: { name: string }) => name),
  ).toEqual([
    ...['classifier', 'detector', 'image-classification', 'object-detection', 'segmenter', 'semantic-segmentation'],
    'colours',
  ]);
  expect((await run('remove', 'colours')).printed).toContain('labelloop algorithms add colours');
  expect((await run('list')).printed).not.toContain('colours');
  expect((await run('remove', 'colours')).code).toBe(1);
});

it('is what init and config write into a project, hyperparameters included', async () => {
  await run('add', 'colours', '--dir', EXAMPLE, '--image', 'example.org/colours:7');
  const named = namedAlgorithm(data, 'colours', false);
  expect(named).toMatchObject({
    algorithm: { image: 'example.org/colours:7', channels: 'coco', answer: 'coco' },
    hyperparameters: { tolerance: '60' },
  });
  const birds = newProject({ project: 'birds', uid: 'abc123', labels: ['owl'], taskType: 'bounding-box' });
  const changed = applySettings(birds, [`training.algorithm=${JSON.stringify(named.algorithm)}`]);
  expect(changed.training.algorithm).toEqual(named.algorithm);
  expect(applySettings(changed, ['training.algorithm.answer=labelloop']).training.algorithm).toMatchObject({
    answer: 'labelloop',
  });
  expect(applySettings(changed, ['training.algorithm=detector']).training.algorithm).toBe('detector');
  expect(() => applySettings(changed, ['training.algorithm.inputMode=Pipe'])).toThrow('coco comes as files');
  expect(() => namedAlgorithm(data, 'colors', false)).toThrow(
    expect.objectContaining({ details: expect.objectContaining({ todo: 'did you mean colours?' }) }),
  );
  expect(() => namedAlgorithm(data, 'colours', true)).toThrow('an image of this machine only');
});

it.each<[string, Record<string, string>, RegExp]>([
  ['no program', { 'train.py': '' }, /has no program serve/],
  ['no description', programs, /there is no .*algorithm\.json/],
  ['a description that is no JSON', { ...programs, 'algorithm.json': '{' }, /algorithm\.json is no JSON/],
  [
    'an answer that labelloop does not read',
    { ...programs, 'algorithm.json': '{"channels":"coco","answer":"pascal"}' },
    /algorithm\.json is not valid[\s\S]*answer/,
  ],
  [
    'a name that no image can have',
    { ...programs, 'algorithm.json': '{"channels":"coco","answer":"coco","image":"http://example.org/a b"}' },
    /image: must be the URI of a container image/,
  ],
])('refuses a folder with %s', async (_, files, message) => {
  const { code, noted } = await run('add', 'own', '--dir', folderWith(files));
  expect(code).toBe(1);
  expect(noted).toMatch(message);
});

it('takes a folder to push that was not added, and says why a laptop builds nothing', async () => {
  expect(await run('push', 'colours')).toMatchObject({
    code: 1,
    noted: expect.stringContaining('push colours --dir DIR'),
  });
  const { code, noted } = await run('push', 'colours', '--dir', EXAMPLE);
  expect(code).toBe(1);
  expect(noted).toContain('a laptop has no registry of images');
  expect(noted).toContain(`labelloop algorithms add colours --dir ${EXAMPLE} lets its programs run here`);
  expect((await run('push', 'No_Name', '--dir', EXAMPLE)).code).toBe(2);
  const elsewhere = await run('push', 'colours', '--dir', 'no-such-folder', '--stage', 'dev');
  expect(elsewhere).toMatchObject({ code: 1, noted: expect.stringMatching(/there is no folder .*no-such-folder/) });
  expect((await run('list')).printed).not.toContain('colours');
});

it('refuses Python that is not there, before anything is bound', async () => {
  const folder = folderWith({ 'requirements.txt': 'numpy\n' });
  cpSync(EXAMPLE, folder, { recursive: true });
  const { code, noted } = await run('add', 'own', '--dir', folder, '--python', 'no-such-python');
  expect(code).toBe(1);
  expect(noted).toContain('there is no no-such-python on this machine');
  expect((await run('list')).printed).not.toContain(folder);
});
