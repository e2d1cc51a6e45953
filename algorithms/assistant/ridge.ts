/**
 * Ridge regression with more features than examples, by its dual: weights, then the bias, for each target.
 * @param rows features of each example
 * @param targets a list for each number that is to be told, one value an example
 * @param penalty of the weights' squares; the bias is free
 */
export function solveRidge(
  rows: readonly Float32Array[],
  targets: ReadonlyArray<readonly number[]>,
  penalty: number,
): Float32Array[] {
  const count = rows.length;
  const size = rows[0]!.length;
  const middle = new Float32Array(size);
  for (const row of rows) for (let at = 0; at < size; at++) middle[at]! += row[at]! / count;
  const centred = rows.map((row) => row.map((value, at) => value - middle[at]!));
  const factor = choleskyFactor(centred, penalty);
  return targets.map((values) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / count;
    const duals = solve(
      factor,
      values.map((value) => value - mean),
    );
    const weights = new Float32Array(size + 1);
    centred.forEach((row, index) => {
      for (let at = 0; at < size; at++) weights[at]! += duals[index]! * row[at]!;
    });
    weights[size] = mean - middle.reduce((sum, value, at) => sum + value * weights[at]!, 0);
    return weights;
  });
}

/** The lower factor of the rows' products with the penalty on the diagonal. */
function choleskyFactor(rows: readonly Float32Array[], penalty: number): Float64Array[] {
  const factor: Float64Array[] = [];
  for (let index = 0; index < rows.length; index++) {
    const own = new Float64Array(index + 1);
    const row = rows[index]!;
    for (let other = 0; other <= index; other++) {
      const against = rows[other]!;
      let sum = index === other ? penalty : 0;
      for (let at = 0; at < row.length; at++) sum += row[at]! * against[at]!;
      const above = factor[other] ?? own;
      for (let at = 0; at < other; at++) sum -= own[at]! * above[at]!;
      own[other] = index === other ? Math.sqrt(sum) : sum / above[other]!;
    }
    factor.push(own);
  }
  return factor;
}

function solve(factor: readonly Float64Array[], values: readonly number[]): Float64Array {
  const solution = Float64Array.from(values);
  for (let index = 0; index < solution.length; index++) {
    for (let at = 0; at < index; at++) solution[index]! -= factor[index]![at]! * solution[at]!;
    solution[index]! /= factor[index]![index]!;
  }
  for (let index = solution.length - 1; index >= 0; index--) {
    for (let at = index + 1; at < solution.length; at++) solution[index]! -= factor[at]![index]! * solution[at]!;
    solution[index]! /= factor[index]![index]!;
  }
  return solution;
}
