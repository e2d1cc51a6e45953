/**
 * One image: the probability of each class, and which of them are right. Classes that nobody looked for are left out of
 * `asked`.
 */
export interface Guess {
  probabilities: readonly number[];
  truth: readonly number[];
  asked: readonly number[];
}

const TEMPERATURES = Array.from({ length: 61 }, (_, step) => 0.25 * 2 ** (step / 15));
/** How many images' worth of doubt keeps the temperature near 1 where few images tell. */
const DOUBT = 5;
const TINY = 1e-7;

const clamp = (probability: number) => Math.min(1 - TINY, Math.max(TINY, probability));
const logitOf = (probability: number) => Math.log(clamp(probability) / (1 - clamp(probability)));

/**
 * The temperature that makes the probabilities as sure as they are right (Guo et al. 2017): the one with the smallest
 * surprise at the truth, from .25 to 4, nearer to 1 the fewer images there are.
 */
export function fitTemperature(guesses: readonly Guess[], isMulti: boolean): number {
  const cost = (temperature: number) =>
    guesses.reduce((sum, guess) => sum + surprise(guess, temperature, isMulti), DOUBT * Math.log(temperature) ** 2);
  return TEMPERATURES.reduce((best, temperature) => (cost(temperature) < cost(best) ? temperature : best), 1);
}

function surprise({ probabilities, truth, asked }: Guess, temperature: number, isMulti: boolean): number {
  if (isMulti)
    return asked.reduce((sum, id) => {
      const probability = clamp(1 / (1 + Math.exp(-logitOf(probabilities[id]!) / temperature)));
      return sum - Math.log(truth.includes(id) ? probability : 1 - probability);
    }, 0);
  const powers = probabilities.map((probability) => clamp(probability) ** (1 / temperature));
  const right = powers[truth[0]!] ?? TINY;
  return -Math.log(right / powers.reduce((sum, power) => sum + power, 0));
}

/** With fewer images that show the class, or that do not, chance would set the threshold. */
const ENOUGH_IMAGES = 5;
const MIDDLE = 0.5;

/**
 * From which probability on each class is said to be there: the threshold with the best F1 on these images, .5 where
 * fewer than five show the class or fewer than five do not.
 */
export function fitThresholds(guesses: readonly Guess[], labels: number): number[] {
  return Array.from({ length: labels }, (_, id) => {
    const asked = guesses.filter(({ asked: ids }) => ids.includes(id));
    const there = asked.filter(({ truth }) => truth.includes(id)).length;
    if (there < ENOUGH_IMAGES || asked.length - there < ENOUGH_IMAGES) return MIDDLE;
    const ranked = asked
      .map(({ probabilities, truth }) => ({ probability: probabilities[id]!, isThere: truth.includes(id) }))
      .sort((a, b) => b.probability - a.probability);
    let best = { f1: 0, threshold: MIDDLE };
    let right = 0;
    ranked.forEach(({ probability, isThere }, index) => {
      if (isThere) right += 1;
      const next = ranked[index + 1]?.probability ?? 0;
      if (next === probability) return;
      const f1 = (2 * right) / (index + 1 + there);
      const threshold = (probability + next) / 2;
      const isNearer = Math.abs(threshold - MIDDLE) < Math.abs(best.threshold - MIDDLE);
      if (f1 > best.f1 || (f1 === best.f1 && isNearer)) best = { f1, threshold };
    });
    return best.threshold;
  });
}
