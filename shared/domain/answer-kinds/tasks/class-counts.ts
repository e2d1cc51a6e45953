/**
 * Counts by class name, and how many images have none. Every class of the project has a count; others get the name
 * `class <id>`.
 * @param images class ids of each image: as often as they shall count
 */
export function countClasses(images: Iterable<readonly number[]>, labels: readonly string[]) {
  const perLabel = new Map(labels.map((label) => [label, 0]));
  let without = 0;
  for (const ids of images) {
    if (ids.length === 0) without++;
    for (const id of ids) {
      const label = labels[id] ?? `class ${id}`;
      perLabel.set(label, (perLabel.get(label) ?? 0) + 1);
    }
  }
  return { perLabel: Object.fromEntries(perLabel), without };
}
