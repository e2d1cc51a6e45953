/**
 * What the backbone's own predictors were taught to find, in their order; 0 is the background. The names stand in the
 * first 184 bytes of the package's assets (`object_detection_oidv4_labelmap.txt`); they are Open Images'.
 */
export const KNOWN_CLASSES = [
  ...['???', 'Bicycle', 'Boot', 'Laptop', 'Person', 'Chair', 'Cattle', 'Desk', 'Cat', 'Computer mouse'],
  ...['Computer monitor', 'Box', 'Mug', 'Coffee cup', 'Stationary bicycle', 'Table', 'Bottle', 'High heels'],
  ...['Vehicle', 'Footwear', 'Dog', 'Book', 'Camera', 'Car'],
] as const;

/** Words that people use for the same. */
const OTHER_WORDS: Readonly<Record<string, (typeof KNOWN_CLASSES)[number]>> = {
  ...{ bike: 'Bicycle', cow: 'Cattle', human: 'Person', people: 'Person', pedestrian: 'Person' },
  ...{ notebook: 'Laptop', shoe: 'Footwear', cup: 'Mug' },
};

/** Case, what joins the words, and an s at the end say nothing. */
const plain = (label: string) =>
  label
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
    .replace(/s$/, '');

const NUMBERS = new Map<string, number>(
  KNOWN_CLASSES.flatMap((name, number) => (number === 0 ? [] : [[plain(name), number] as const])),
);

/** The project's labels that mean a class which the backbone knows, by that class's number; the first of several. */
export function knownClasses(labels: readonly string[]): Map<number, string> {
  const found = new Map<number, string>();
  for (const label of labels) {
    const word = plain(label);
    const number = NUMBERS.get(word) ?? KNOWN_CLASSES.indexOf(OTHER_WORDS[word] ?? '???');
    if (number > 0 && !found.has(number)) found.set(number, label);
  }
  return found;
}
