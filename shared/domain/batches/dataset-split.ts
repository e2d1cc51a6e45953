/**
 * Which side of the dataset an image belongs to, for ever: a pure function of its bytes and its project, so that no
 * replay, no second copy and no order of arrival can move it. The share is exact only in the long run: a handful of
 * images may hold none.
 * @param what hex digest of the image's bytes; of a frame the video that it is from, so that all go to one side
 * @param uid the project's random id: two projects split the same images differently
 * @param validationFraction 0..1
 * @param hash SHA-256 of a text, hex
 */
export function splitOf(
  what: string,
  uid: string,
  validationFraction: number,
  hash: (text: string) => string,
): 'train' | 'validation' {
  const point = Number.parseInt(hash(`split:${uid}:${what}`).slice(0, 12), 16) / 2 ** 48;
  return point < validationFraction ? 'validation' : 'train';
}
