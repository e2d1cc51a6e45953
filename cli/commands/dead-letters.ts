import { CommandError, type CommandGroup, defineCommand, usageError } from '../command.ts';
import type { DeadLetter } from '../dead-letters/dead-letter.ts';
import { openCloud, type Place, placeOptions } from '../open-cloud.ts';

/** More than this nobody reads; `redrive --all` comes round again. */
const MOST = 1000;

const list = defineCommand({
  summary: 'events that a function did not take, three times: what, when, why',
  options: placeOptions,
  examples: ['labelloop dead-letters', 'labelloop dead-letters list --stage prod --json'],
  notes: [
    'Reading changes nothing. The sweep takes in what lies in the inbox and closes what is due by itself; a dead letter is',
    'mostly the sign of something to mend. On AWS letters are kept for 14 days.',
  ],
  async run({ values, context }) {
    const { letters } = await openLetters(values);
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
    const { bucket, letters, forget } = await openLetters(values);
    const chosen = values.all ? letters : letters.filter(({ id }) => wanted.some((name) => id.startsWith(name)));
    const unknown = wanted.find((name) => !chosen.some(({ id }) => id.startsWith(name)));
    if (unknown !== undefined)
      throw new CommandError(`there is no dead letter ${unknown}`, { todo: 'see `labelloop dead-letters`' });
    const [{ startFunction }, { recordOwnAct }] = await Promise.all([
      import('../../shared/aws/lambda-functions.ts'),
      import('../record-own-act.ts'),
    ]);
    const sent: string[] = [];
    const left: string[] = [];
    for (const letter of chosen) {
      if (context.signal.aborted) break;
      if (letter.functionName === undefined) {
        left.push(letter.id);
        continue;
      }
      // Given to the function first: who is killed in between gives it twice, and loses none.
      await startFunction(letter.functionName, letter.payload);
      await forget(letter);
      sent.push(letter.id);
    }
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
  const { bucket } = await openCloud(place);
  if (place.stage === undefined) {
    const { listLaptopLetters, forgetLaptopLetter } = await import('../dead-letters/laptop-letters.ts');
    const letters = await listLaptopLetters(place.data);
    return { bucket, letters, forget: (letter: DeadLetter) => forgetLaptopLetter(place.data, letter) };
  }
  const [{ prefixOf, requireOutputs }, { deleteQueueLetter, readQueueLetters }] = await Promise.all([
    import('../deploy/stack.ts'),
    import('../dead-letters/queue-letters.ts'),
  ]);
  const { deadLettersUrl } = await requireOutputs(place.stage);
  if (deadLettersUrl === undefined)
    throw new CommandError('the stack does not say where its dead letters are', {
      todo: `labelloop deploy --stage ${place.stage} completes it`,
    });
  const letters = await readQueueLetters(deadLettersUrl, `${prefixOf(place.stage)}-ingest-upload`, MOST);
  const receipts = new Map(letters.map((letter) => [letter.id, letter]));
  return {
    bucket,
    letters: letters as DeadLetter[],
    forget: ({ id }: DeadLetter) => deleteQueueLetter(deadLettersUrl, receipts.get(id)!),
  };
}
