import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { STEP_FUNCTIONS_ACTIONS } from '../../../local-cloud/step-functions/actions.ts';
import { ADDED_FUNCTIONS } from '../../../local-cloud/step-functions/jsonata/added-functions.ts';
import { STATE_TYPES } from '../../../local-cloud/step-functions/states/state-types.ts';
import { SDK_SERVICES } from '../../../local-cloud/step-functions/task-resources.ts';

const page = readFileSync(new URL('../../../docs/feature-support/step-functions.md', import.meta.url), 'utf8');

/** The rows of the table with this heading: first cell -> second cell. */
function table(heading: string): Record<string, string> {
  const [, body] = page.split(`| ${heading} |`);
  const rows = body!.split('\n\n')[0]!.split('\n').slice(2);
  return Object.fromEntries(
    rows.map((row) =>
      row
        .split('|')
        .slice(1, 3)
        .map((cell) => cell.trim()),
    ),
  );
}

it('the published list of states and fields is the one that the interpreter goes by', () => {
  const code = (fields: readonly string[]) => fields.map((field) => `\`${field}\``).join(', ');
  const registry = Object.entries(STATE_TYPES).map(([name, { fields }]) => [name, code(fields)]);
  expect(table('state')).toEqual(Object.fromEntries(registry));
});

it('the published list of actions is the one that the API answers', () => {
  expect(Object.keys(table('action'))).toEqual(STEP_FUNCTIONS_ACTIONS.map(({ schema }) => schema[2]));
});

it('the published resources and functions are the ones that there are', () => {
  const services = Object.keys(SDK_SERVICES).map((service) => `\`arn:aws:states:::aws-sdk:${service}:<action>\``);
  expect(Object.keys(table('Task resource'))).toEqual(['`arn:aws:states:::lambda:invoke`', ...services]);
  expect(page.match(/`\$\w+`(?:, `\$\w+`)* added/)?.[0].match(/\$\w+/g)).toEqual(
    Object.keys(ADDED_FUNCTIONS).map((name) => `$${name}`),
  );
});
