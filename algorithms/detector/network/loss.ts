import {
  add,
  affine,
  channels,
  divide,
  exponential,
  maximum,
  minimum,
  multiply,
  sigmoid,
  softplus,
  subtract,
  total,
} from '../../onnx/elementwise.ts';
import type { Tape, Value } from '../../onnx/tape.ts';

/**
 * Sum over cells of CenterNet's penalty-reduced focal loss, for logits against a heat map of gaussians.
 * `peak` is 1 at object centres, else 0; `calm` is (1 - heat)^4, hence 0 at centres.
 */
export function centerLoss(tape: Tape, logits: Value, peak: Value, calm: Value): Value {
  const probability = sigmoid(tape, logits);
  const rest = affine(tape, probability, -1, 1);
  const square = (x: Value) => multiply(tape, x, x);
  const surpriseOfPeak = softplus(tape, affine(tape, logits, -1));
  const surpriseOfCalm = softplus(tape, logits);
  const atPeaks = multiply(tape, peak, multiply(tape, square(rest), surpriseOfPeak));
  const elsewhere = multiply(tape, calm, multiply(tape, square(probability), surpriseOfCalm));
  return total(tape, add(tape, atPeaks, elsewhere));
}

/**
 * Weighted sum over cells of 1 - GIoU (Rezatofighi et al. 2019). Both boxes contain the cell's centre: they are its
 * distances to left, top, right and bottom, the predicted ones as logarithms.
 */
export function boxLoss(tape: Tape, logDistances: Value, target: Value, weight: Value): Value {
  const predicted = exponential(tape, logDistances);
  const product = (distances: Value) => {
    const [left, top, right, bottom] = channels(tape, distances) as [Value, Value, Value, Value];
    return multiply(tape, add(tape, left, right), add(tape, top, bottom));
  };
  const shared = product(minimum(tape, predicted, target));
  const hull = product(maximum(tape, predicted, target));
  const union = subtract(tape, add(tape, product(predicted), product(target)), shared);
  const overlap = divide(tape, shared, union);
  const fill = divide(tape, union, hull);
  const loss = affine(tape, add(tape, overlap, fill), -1, 2);
  return total(tape, multiply(tape, weight, loss));
}
