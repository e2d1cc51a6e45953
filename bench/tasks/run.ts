import { SETS } from './sets.ts';
import { METHODS, type Method, trainAndTest } from './train-and-test.ts';

/**
 * What our algorithms beside the detector learn from real photographs: `node bench/tasks/run.ts crops|tiles|masks
 * [method=pretrained|scratch|linear] [photos=N] [seed=S] [name=value …]`, the rest hyperparameters of training. The
 * figures are of the test photographs, which training never saw.
 */
const [name = '', ...settings] = process.argv.slice(2);
const {
  photos,
  seed,
  method = 'pretrained',
  ...given
} = Object.fromEntries(settings.map((each) => each.split('='))) as Record<string, string>;
const set = SETS[name];
if (!set || !METHODS.includes(method as Method))
  throw new Error(`usage: ${Object.keys(SETS).join('|')} [method=${METHODS.join('|')}]`);
const figures = await trainAndTest(set, {
  method: method as Method,
  photos: photos === undefined ? undefined : Number(photos),
  seed: Number(seed ?? 1),
  given,
  tell: console.log,
});
for (const [figure, value] of Object.entries(figures)) console.log(`test: ${figure} ${value.toFixed(4)}`);
