import { appendFile, readFile } from 'node:fs/promises';
import { SETS } from './sets.ts';
import { METHODS, trainAndTest } from './train-and-test.ts';

/**
 * Pretrained features, from scratch and a linear reading of the features side by side: `node bench/tasks/table.ts
 * FILE [seconds] [set,…] [photos,…]`. Each run's figures are a line of FILE; what stands there is not run again, and
 * after so many seconds no further run begins. At the end the means over the seeds are printed.
 */
const [file, seconds = '300', names = 'crops,tiles,masks', sizes = '5,20,all', seeds = '1,2,3'] = process.argv.slice(2);
if (!file) throw new Error('usage: FILE [seconds] [set,…] [photos,…] [seeds]');

interface Run {
  set: string;
  photos: string;
  method: string;
  seed: number;
  cpu: number;
  figures: Record<string, number>;
}

const keyOf = ({ set, photos, method, seed }: Pick<Run, 'set' | 'photos' | 'method' | 'seed'>) =>
  [set, photos, method, seed].join(' ');
const readRuns = async () =>
  (await readFile(file, 'utf8').catch(() => ''))
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Run);

const done = new Set((await readRuns()).map(keyOf));
const end = performance.now() + Number(seconds) * 1000;
for (const seed of seeds.split(',').map(Number))
  for (const photos of sizes.split(','))
    for (const set of names.split(','))
      for (const method of METHODS) {
        const run = { set, photos, method, seed };
        if (done.has(keyOf(run)) || performance.now() > end) continue;
        let cpu = 0;
        const figures = await trainAndTest(SETS[set]!, {
          ...{ method, seed, given: {} },
          photos: photos === 'all' ? undefined : Number(photos),
          tell(line) {
            cpu = Number(/CPU (\d+) s/.exec(line)?.[1] ?? cpu);
          },
        });
        await appendFile(file, `${JSON.stringify({ ...run, cpu, figures })}\n`);
        console.log(keyOf(run), JSON.stringify(figures));
      }

const groups = Map.groupBy(await readRuns(), ({ set, photos, method }) => `${set} ${photos} ${method}`);
for (const [group, runs] of groups) {
  const figure = (name: string) => {
    const values = runs.map(({ figures }) => figures[name]!);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return `${name} ${mean.toFixed(3)} (${Math.min(...values).toFixed(3)} to ${Math.max(...values).toFixed(3)})`;
  };
  const cpu = runs.reduce((sum, run) => sum + run.cpu, 0) / runs.length;
  const shown = Object.keys(runs[0]!.figures).map(figure).join(', ');
  console.log(`${group}, ${runs.length} seeds, CPU ${cpu.toFixed(0)} s: ${shown}`);
}
