import { expect, it } from '@jest/globals';
import type { CommandError } from '../../../cli/command.ts';
import { editSettings, type SettingsFile, settingsFrom } from '../../../cli/config/edit-settings.ts';
import { applySettings } from '../../../cli/config/project-settings.ts';
import { newProject } from '../../../shared/domain/project/new-project.ts';

const birds = applySettings(
  newProject({ project: 'birds', uid: 'abc123', labels: ['owl'], taskType: 'bounding-box' }),
  ['training.hyperparameters.max-seconds=600'],
);

/** A person who does this to the text in the editor. */
function editor(change: (text: string) => string) {
  let text: string | undefined;
  const file: SettingsFile = {
    path: '/tmp/x/birds.json5',
    async write(shown) {
      text = shown;
    },
    async edit() {
      text = change(text!);
    },
    read: async () => text!,
    async remove() {
      text = undefined;
    },
  };
  return { file, left: () => text };
}
const edited = (change: (text: string) => string) => editSettings(birds, editor(change).file);

it('sets what the person changed and nothing else', async () => {
  const change = (text: string) =>
    text
      .replace('"batch.maxImages": 1000', '"batch.maxImages": 200')
      .replace('"labeling.budgetUsd": null', '"labeling.budgetUsd": 5');
  expect(await edited(change)).toEqual([
    ['batch.maxImages', 200],
    ['labeling.budgetUsd', 5],
  ]);
});

it('changes nothing for a text that is as it was, is empty, or has lost lines; a hyperparameter without its line is removed', async () => {
  expect(await edited((text) => text)).toEqual([]);
  expect(await edited(() => '\n')).toEqual([]);
  expect(await edited((text) => text.replace(/^.*quietMinutes.*\n/m, ''))).toEqual([]);
  const removed = await edited((text) => text.replace(/^.*max-seconds.*\n/m, ''));
  expect(removed).toEqual([['training.hyperparameters.max-seconds', undefined]]);
});

it('takes what --json prints', () => {
  expect(settingsFrom(birds, 'birds.json', '{"project":"birds","batch.maxImages":5,"exports":["coco"]}')).toEqual([
    ['batch.maxImages', 5],
    ['exports', ['coco']],
    ['training.hyperparameters.max-seconds', undefined],
  ]);
});

it.each<[string, (text: string) => string, RegExp, RegExp]>([
  [
    'a value that it cannot hold',
    (text) => text.replace('1000', '0'),
    /^batch\.maxImages must be at least 1; it would be 0$/,
    /./,
  ],
  [
    'a setting that there is not',
    (text) => text.replace('batch.maxImages', 'batch.maxImage'),
    /no setting batch\.maxImage/,
    /did you mean batch\.maxImages/,
  ],
  ['what cannot change', (text) => text.replace('{', '{"uid": "zzzzzz",'), /^uid cannot be changed$/, /./],
  ['half a text', (text) => text.slice(0, 600), /^line \d+ of the settings cannot be read: invalid/, /./],
  ['a list', () => '[1]', /^the settings must be a list in braces/, /./],
])('refuses %s in plain words and loses nothing', async (_, change, message, todo) => {
  const { file, left } = editor(change);
  const refused = (await editSettings(birds, file).catch((error) => error)) as CommandError;
  expect(refused.message).toMatch(message);
  expect(refused.details.todo).toMatch(todo);
  expect(refused.details.todo).toContain('labelloop config birds --file /tmp/x/birds.json5');
  expect(left()).toBeDefined();
});
