import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { trainingBudget } from '../algorithms/detector/training-budget.ts';
import { chosenFor, type Outcome, teach } from './detector-lesson.ts';
import { type PhotographSet, readPhotographs, type SetName } from './labeled-photographs.ts';

/**
 * What the detector learns from real photographs, row by row and seed by seed, printed as a table:
 * `node bench/detector-accuracy.ts [row …] [seeds=1,2,3] [name=value …]`, the rest hyperparameters of training. Each run
 * is kept as a line of RESULTS (a file; by default in the folder for temporary files) and not done again; one that was
 * killed goes on from its checkpoint. MODELS=FOLDER keeps the models. Budgets are steps, so that a busy machine learns
 * as much; each run has one thread, so that two rows may learn beside each other.
 */
interface Row {
  set: SetName;
  images?: number;
  /** Beside the defaults. */
  hyperparameters?: Record<string, string>;
  reach: string;
}

const ROWS: Record<string, Row> = {
  raccoon: { set: 'raccoon', reach: '.90 / .55 in 600 CPU-s' },
  'raccoon-20': { set: 'raccoon', images: 20, reach: '.82' },
  'raccoon-5': { set: 'raccoon', images: 5, reach: '.70' },
  bccd: { set: 'bccd', reach: '.93 / .63 in 600 CPU-s' },
  'bccd-third': { set: 'bccd', hyperparameters: { 'max-steps': '700' }, reach: '.90 in a third of the time' },
  'bccd-20': { set: 'bccd', images: 20, reach: '.85' },
  demo: { set: 'demo', reach: '.90' },
};

interface Run extends Outcome {
  row: string;
  seed: number;
  /** Hyperparameters from the command line. */
  given: Record<string, string>;
}

const args = process.argv.slice(2);
const settings = Object.fromEntries(args.filter((each) => each.includes('=')).map((each) => each.split('=')));
const { seeds = '1,2,3', ...given } = settings as Record<string, string>;
const named = args.filter((each) => !each.includes('='));
const unknown = named.filter((each) => !ROWS[each]);
if (unknown.length) throw new Error(`no row ${unknown.join(', ')}: there are ${Object.keys(ROWS).join(', ')}`);
const results = process.env.RESULTS ?? join(tmpdir(), 'labelloop-detector-accuracy.jsonl');
const isSame = (a: object, b: object) =>
  JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort());
const kept = (): Run[] =>
  existsSync(results)
    ? readFileSync(results, 'utf8')
        .trim()
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line))
    : [];

const sets = new Map<SetName, PhotographSet>();
for (const name of named.length ? named : Object.keys(ROWS)) {
  const { set, images, hyperparameters = {}, reach } = ROWS[name]!;
  const runs: Run[] = [];
  for (const seed of seeds.split(',').map(Number)) {
    const same = kept().find((run) => run.row === name && run.seed === seed && isSame(run.given, given));
    runs.push(same ?? (await runOnce(name, set, images, seed, hyperparameters)));
  }
  const mean = (pick: (run: Run) => number) => runs.reduce((sum, run) => sum + pick(run), 0) / runs.length;
  const each = (pick: (run: Run) => number) => runs.map((run) => points(pick(run))).join(', ');
  const shown = Object.entries(given)
    .map((pair) => pair.join('='))
    .join(' ');
  console.log(
    `| ${name}${shown && `, ${shown}`} | ${runs[0]!.images} | ${runs[0]!.steps} | ${mean((run) => run.cpuSeconds).toFixed(0)} ` +
      `| **${points(mean((run) => run.map50))} / ${points(mean((run) => run.map5095))}** ` +
      `| ${each((run) => run.map50)} / ${each((run) => run.map5095)} | ${reach} |`,
  );
}

async function runOnce(
  name: string,
  set: SetName,
  images: number | undefined,
  seed: number,
  hyperparameters: Record<string, string>,
): Promise<Run> {
  if (!sets.has(set)) sets.set(set, await readPhotographs(set));
  const photographs = sets.get(set)!;
  const shown = Object.entries(given).map((pair) => pair.join('-'));
  const root = join(`${results}.running`, [name, seed, ...shown].join('.').replaceAll('/', '-'));
  console.error(`${name}, seed ${seed}: ${photographs.nearCopies} near-copies of held-out images left out`);
  // The default without its seconds, which would end it early on a busy machine.
  const learned = chosenFor({ set: photographs, images, seed });
  const defaultSteps = trainingBudget(
    { maxSeconds: undefined, maxSteps: undefined },
    { images: learned.length, objects: learned.reduce((sum, { boxes }) => sum + boxes.length, 0) },
    false,
  ).steps;
  const lesson = {
    set: photographs,
    images,
    seed,
    keep: process.env.MODELS && join(process.env.MODELS, `${name}-${seed}`),
    hyperparameters: {
      ...{ evidence: 'none', threads: '1', 'max-steps': String(defaultSteps) },
      ...hyperparameters,
      ...given,
    },
  };
  const outcome = await teach(lesson, root, (line) => console.error(line));
  const run = { row: name, seed, given, ...outcome };
  appendFileSync(results, `${JSON.stringify(run)}\n`);
  return run;
}

function points(score: number): string {
  return score.toFixed(3).replace(/^0/, '');
}
