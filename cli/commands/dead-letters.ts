import { CommandError, type CommandGroup, defineCommand, usageError } from '../command.ts';
import { openCloud, type Place, placeOptions } from '../open-cloud.ts';

const list = defineCommand({
  summary: 'events that a function did not take, three times: what, when, why',
  options: placeOptions,
  examples: ['labelloop dead-letters', 'labelloop dead-letters list --stage prod --json'],
  notes: [
    'Reading changes nothing. The sweep takes in what lies in the inbox and closes what is due by itself; a dead letter is',
    'mostly the sign of something to mend. On AWS letters are kept for 14 days.',
  ],
  async run({ values, context }) {
    const { deadLetters } = await openLetters(values);
    const letters = await deadLetters.list();
    if (values.json) {
      context.print(JSON.stringify({ letters: letters.map(({ payload, ...letter }) => letter) }));
      return;
    }
    if (letters.length === 0) context.print('no dead letter');
    for (const { id, at, functionName, what, why } of letters) {
      context.print(`${id}  ${at}  ${functionName?.split(':').at(-1) ?? '?'}: ${what}`);
      if (why) context.print(`    ${why.slice(0, 200)}`);
    }
    if (letters.length > 0) context.print('next: mend the cause, then labelloop dead-letters redrive --all');
  },
});

const redrive = defineCommand({
  summary: 'gives dead letters to their functions again, and takes them off the list',
  arguments: { letters: { help: 'their ids', many: true, optional: true } },
  options: { all: { help: 'every letter of the list' }, ...placeOptions },
  examples: ['labelloop dead-letters redrive --all', 'labelloop dead-letters redrive 0b7f… --stage prod'],
  notes: [
    'A function that fails again makes another dead letter of it: nothing is lost. Each may run twice without harm.',
  ],
  stopped: 'letters that were sent are off the list, the others stay; the same command goes on',
  async run({ values, args: { letters: wanted = [] }, context }) {
    if (values.all === wanted.length > 0)
      throw usageError('redrive needs ids of letters, or --all', 'see `labelloop dead-letters`');
    const { bucket, deadLetters } = await openLetters(values);
    const letters = await deadLetters.list();
    const isWanted = ({ id }: { id: string }) => values.all || wanted.some((name) => id.startsWith(name));
    const unknown = wanted.find((name) => !letters.some(({ id }) => id.startsWith(name)));
    if (unknown !== undefined)
      throw new CommandError(`there is no dead letter ${unknown}`, { todo: 'see `labelloop dead-letters`' });
    const { recordOwnAct } = await import('../record-own-act.ts');
    const { sent, left } = await deadLetters.redrive(isWanted, context.signal);
    if (sent.length > 0) await recordOwnAct(bucket, 'redriven', `${sent.length} dead letters`);
    if (values.json) context.print(JSON.stringify({ sent, left }));
    else {
      context.print(`${sent.length} dead letters go to their functions again`);
      for (const id of left) context.print(`${id}: nobody can tell whose it is; it stays`);
    }
  },
});

export default {
  summary: 'events that were lost on the way to a function',
  subcommands: { list, redrive },
  alone: 'list',
} satisfies CommandGroup;

/** The letters of the laptop's cloud, or of a stage's queue. */
async function openLetters(place: Place) {
  const { bucket, letters } = await openCloud(place);
  if (letters === undefined)
    throw new CommandError('the stack does not say where its dead letters are', {
      todo: `labelloop deploy --stage ${place.stage} completes it`,
    });
  const { openDeadLetters } = await import('../../local-cloud/dead-letters/open-dead-letters.ts');
  return { bucket, deadLetters: openDeadLetters(letters) };
}
