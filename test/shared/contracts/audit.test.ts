import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { AUDITED_ACTS, type AuditEntry } from '../../../shared/contracts/audit.ts';

const COMMANDS = 'cli/commands';
const CONSOLE = 'local-cloud/console';
const PIPELINE = 'shared/pipeline';

/**
 * Where each act of a person is put on record: by the command and by the console, or by the step that both call. What
 * only one of them can do has one place.
 */
const WRITERS: Record<AuditEntry['act'], readonly string[]> = {
  invited: [`${COMMANDS}/workers.ts`, `${CONSOLE}/sources.ts`],
  paused: [`${COMMANDS}/workers.ts`, `${CONSOLE}/sources.ts`],
  resumed: [`${COMMANDS}/workers.ts`, `${CONSOLE}/sources.ts`],
  removed: [`${COMMANDS}/workers.ts`, `${CONSOLE}/sources.ts`],
  requeued: [`${CONSOLE}/sources.ts`],
  approved: [`${PIPELINE}/requests/approve-held.ts`, `${PIPELINE}/models/decide-on-model.ts`],
  rejected: [`${PIPELINE}/models/decide-on-model.ts`],
  stopped: [`${CONSOLE}/execution-sources.ts`],
  redriven: [`${COMMANDS}/dead-letters.ts`, `${CONSOLE}/execution-sources.ts`],
  retried: [`${COMMANDS}/retry.ts`, `${CONSOLE}/execution-sources.ts`],
  gaveUp: [`${PIPELINE}/failures/give-up.ts`],
  rolledBack: [`${PIPELINE}/models/roll-back.ts`],
  deployed: [`${COMMANDS}/models.ts`],
  relabeled: [`${COMMANDS}/relabel.ts`, `${CONSOLE}/sources.ts`, `${CONSOLE}/selection-sources.ts`],
  excluded: [`${PIPELINE}/datasets/exclude-images.ts`],
  included: [`${PIPELINE}/datasets/exclude-images.ts`],
  tagged: [`${COMMANDS}/images.ts`, `${CONSOLE}/selection-sources.ts`],
  untagged: [`${COMMANDS}/images.ts`, `${CONSOLE}/selection-sources.ts`],
  created: [`${COMMANDS}/init.ts`, `${CONSOLE}/first-run.ts`],
  changed: [`${COMMANDS}/config.ts`, `${COMMANDS}/classes.ts`],
  forgot: [`${COMMANDS}/forget.ts`, `${PIPELINE}/forgetting/forget-images.ts`],
};

const text = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

it.each(AUDITED_ACTS)('%s is put on record wherever a person does it', (act) => {
  for (const path of WRITERS[act]) {
    expect([path, text(path)]).toEqual([path, expect.stringContaining(`'${act}'`)]);
    expect(text(path)).toMatch(/record(Own)?Act\(|\brecord\(/);
  }
});
