import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { LARGEST_HISTORY_EVENTS } from '../../local-cloud/step-functions/quotas.ts';
import { stateMachinePage } from '../../scripts/state-machine-page.mjs';
import { allStates, readDefinition } from './definition.ts';

const page = readFileSync(new URL('../../docs/state-machine.md', import.meta.url), 'utf8');

it('docs/state-machine.md tells the machine as it is (node scripts/state-machine-page.mjs writes it)', () => {
  expect(page).toBe(stateMachinePage(readDefinition()));
});

it('every state says in a sentence what it is for', () => {
  const silent = allStates(readDefinition()).filter(([, state]) => !state.Comment);
  expect(silent.map(([name]) => name)).toEqual([]);
});

it('the page names the limit of events that the interpreter keeps', () => {
  expect(page).toContain(LARGEST_HISTORY_EVENTS.toLocaleString('en-US'));
});
