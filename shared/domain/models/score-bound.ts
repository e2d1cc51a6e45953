/** The central 95 % of the standard normal distribution lie between -1.96 and 1.96. */
const NORMAL = 1.96;

/**
 * The lower end of Wilson's 95 % interval (1927) for a share that was seen to be `score` in `images` independent
 * images. Average precision is such a mean over images in all but name; a bootstrap of three images that went well
 * would say that nothing can go wrong.
 */
export function scoreLowerBound(score: number, images: number): number {
  if (images === 0) return 0;
  const weight = NORMAL ** 2 / images;
  const spread = NORMAL * Math.sqrt((score * (1 - score)) / images + weight / (4 * images));
  return Math.max(0, (score + weight / 2 - spread) / (1 + weight));
}

/** The upper end of the same interval. */
export const scoreUpperBound = (score: number, images: number) => 1 - scoreLowerBound(1 - score, images);

/**
 * How many images are needed until `scoreLowerBound` reaches `bar`, the score staying as it is; undefined when it never
 * does.
 */
export function imagesNeeded(score: number, bar: number): number | undefined {
  if (score <= bar) return undefined;
  let images = 1;
  while (scoreLowerBound(score, images) < bar) images++;
  return images;
}

/**
 * The one-sided 95 % quantile of Student's t distribution, by the expansion of Cornish and Fisher in 1 / degrees
 * (Abramowitz and Stegun 26.7.5), within .01 from 5 degrees on.
 */
export function studentQuantile(degrees: number): number {
  const z = 1.6449;
  const [z3, z5, z7] = [z ** 3, z ** 5, z ** 7];
  return (
    z +
    (z3 + z) / (4 * degrees) +
    (5 * z5 + 16 * z3 + 3 * z) / (96 * degrees ** 2) +
    (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * degrees ** 3)
  );
}
