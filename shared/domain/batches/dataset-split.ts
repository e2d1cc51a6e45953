/**
 * Which side of the dataset an image belongs to, for ever: a pure function of its bytes and its project, so that no
 * replay, no second copy and no order of arrival can move it. The share is exact only in the long run: a handful of
 * images may hold none.
 * @param sha256 hex digest of the image's bytes
 * @param uid the project's random id: two projects split the same images differently
 * @param validationFraction 0..1
 * @param hash SHA-256 of a text, hex
 */
export function splitOf(
  sha256: string,
  uid: string,
  validationFraction: number,
  hash: (text: string) => string,
): 'train' | 'validation' {
  const point = Number.parseInt(hash(`split:${uid}:${sha256}`).slice(0, 12), 16) / 2 ** 48;
  return point < validationFraction ? 'validation' : 'train';
}
