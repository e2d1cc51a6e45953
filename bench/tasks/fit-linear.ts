/** A linear reading of features. */
export interface Linear {
  probabilities(row: Float32Array): number[];
}

export interface Rows {
  rows: readonly Float32Array[];
  /** Ids of the classes of each row. */
  truths: ReadonlyArray<readonly number[]>;
}

/** Of the mean loss: how much weight decay costs. */
const DECAYS = [1e-4, 1e-3, 1e-2, 1e-1];
const STEPS = 400;
const RATE = 0.05;
const BATCH = 1024;
const TINY = 1e-7;

/**
 * Logistic regression on standardized features (softmax, or a sigmoid for each class), its weight decay chosen on the
 * validation rows by their loss.
 */
export function fitLinear(training: Rows, validation: Rows, classes: number, isMulti: boolean): Linear {
  const size = training.rows[0]!.length;
  const mean = new Float32Array(size);
  const deviation = new Float32Array(size);
  for (const row of training.rows) for (let at = 0; at < size; at++) mean[at]! += row[at]! / training.rows.length;
  for (const row of training.rows)
    for (let at = 0; at < size; at++) deviation[at]! += (row[at]! - mean[at]!) ** 2 / training.rows.length;
  const scale = deviation.map((value) => 1 / Math.sqrt(value + 1e-6));
  const standard = (row: Float32Array) => row.map((value, at) => (value - mean[at]!) * scale[at]!);
  const rows = training.rows.map(standard);
  const models = DECAYS.map((decay) => descend(rows, training.truths, { classes, isMulti, decay }));
  const held = validation.rows.map(standard);
  const lossOf = (weights: Float32Array) =>
    held.reduce((sum, row, at) => {
      const given = answer(weights, row, classes, isMulti);
      return sum - given.reduce((all, p, id) => all + logarithm(p, validation.truths[at]!.includes(id), isMulti), 0);
    }, 0);
  const losses = models.map(lossOf);
  const best = models[losses.indexOf(Math.min(...losses))]!;
  return { probabilities: (row) => answer(best, standard(row), classes, isMulti) };
}

const logarithm = (probability: number, isThere: boolean, isMulti: boolean) =>
  isThere ? Math.log(probability + TINY) : isMulti ? Math.log(1 - probability + TINY) : 0;

/** Weights of a class, then its bias, class after class. */
function answer(weights: Float32Array, row: Float32Array, classes: number, isMulti: boolean): number[] {
  const size = row.length;
  const logits = Array.from({ length: classes }, (_, id) => {
    let sum = weights[id * (size + 1) + size]!;
    for (let at = 0; at < size; at++) sum += weights[id * (size + 1) + at]! * row[at]!;
    return sum;
  });
  if (isMulti) return logits.map((logit) => 1 / (1 + Math.exp(-logit)));
  const most = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - most));
  const all = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / all);
}

interface Descent {
  classes: number;
  isMulti: boolean;
  decay: number;
}

/** Adam with a falling rate. */
function descend(rows: readonly Float32Array[], truths: Rows['truths'], { classes, isMulti, decay }: Descent) {
  const size = rows[0]!.length;
  const weights = new Float32Array(classes * (size + 1));
  const [first, second] = [new Float32Array(weights.length), new Float32Array(weights.length)];
  const gradient = new Float32Array(weights.length);
  for (let step = 0; step < STEPS; step++) {
    gradient.fill(0);
    const count = Math.min(BATCH, rows.length);
    for (let draw = 0; draw < count; draw++) {
      const at = (step * count + draw) % rows.length;
      const row = rows[at]!;
      answer(weights, row, classes, isMulti).forEach((probability, id) => {
        const error = (probability - Number(truths[at]!.includes(id))) / count;
        const from = id * (size + 1);
        for (let each = 0; each < size; each++) gradient[from + each]! += error * row[each]!;
        gradient[from + size]! += error;
      });
    }
    const rate = RATE * 0.5 * (1 + Math.cos((Math.PI * step) / STEPS)) * 0.2;
    for (let at = 0; at < weights.length; at++) {
      const slope = gradient[at]! + decay * weights[at]!;
      first[at] = 0.9 * first[at]! + 0.1 * slope;
      second[at] = 0.99 * second[at]! + 0.01 * slope * slope;
      const [m, v] = [first[at]! / (1 - 0.9 ** (step + 1)), second[at]! / (1 - 0.99 ** (step + 1))];
      weights[at]! -= (rate * m) / (Math.sqrt(v) + 1e-8);
    }
  }
  return weights;
}
