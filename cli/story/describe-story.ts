import type { GalleryShape, ImageStory } from '../../shared/contracts/gallery.ts';

const row = (name: string, text: string) => `  ${name.padEnd(11)}${text}`;

/** `2 robin, 1 wren`, or that there is nothing. */
function tally(shapes: readonly Pick<GalleryShape, 'label'>[]): string {
  const counts = new Map<string, number>();
  for (const { label } of shapes) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].map(([label, count]) => `${count} ${label}`).join(', ') || 'nothing';
}

/** An image's story as lines for people. */
export function describeStory(story: ImageStory): string[] {
  const { sha256, name, bytes, width, height, split, ingestedAt, outcome, reason, attempts, label } = story;
  const lines = [
    name,
    story.text
      ? row('text', `${story.text.characters} characters, ${bytes} bytes, SHA-256 ${sha256}`)
      : row('image', `${width} x ${height}, ${bytes} bytes, SHA-256 ${sha256}`),
    row('accepted', `${ingestedAt}, on the ${split} side`),
    row(
      'stands',
      `${outcome}${reason === null ? '' : `: ${reason}`}${attempts ? `; ${attempts} attempts without a label` : ''}`,
    ),
  ];
  for (const { batchId, jobName, answers, declined } of story.batches) {
    lines.push(row('batch', `${batchId}, labeling job ${jobName}`));
    for (const { worker, workerId, shapes, spans, raw } of answers) {
      const objects = shapes ?? spans;
      lines.push(row('', `${worker ?? workerId}: ${objects ? tally(objects) : raw.slice(0, 120)}`));
    }
    for (const { worker, reason } of declined) lines.push(row('', `${worker} declined it: ${reason}`));
  }
  if (label) {
    const sure = label.confidence === null ? '' : `, at least ${Math.round(label.confidence * 100)} % sure`;
    const what = label.classes.length ? label.classes.join(', ') : tally(label.text?.spans ?? label.shapes);
    lines.push(
      row('label', `${what}${sure}, by ${label.by === 'human' ? 'people' : 'the machine'}, ${label.createdAt}`),
    );
  }
  for (const { datasetVersion, batchId, note } of story.versions)
    lines.push(row('dataset', `version ${datasetVersion} took ${batchId}${note === null ? '' : ` (${note})`}`));
  for (const { modelName, batchId, shapes, raw, isChampion, at } of story.predictions) {
    const who = modelName ?? `the champion then, to the workers of ${batchId}`;
    lines.push(
      row('model', `${who}${isChampion ? ' (serves now)' : ''}, ${at}: ${shapes ? tally(shapes) : raw.slice(0, 120)}`),
    );
  }
  if (story.tags.length > 0) lines.push(row('tags', story.tags.join(', ')));
  return lines;
}
