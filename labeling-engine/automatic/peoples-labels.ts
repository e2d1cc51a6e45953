import { type BoxAnnotation, boundingBoxLabelSchema } from '../../shared/contracts/manifest-line.ts';
import { PEOPLE_ONLY_ATTRIBUTE } from '../../shared/domain/labeling/labeling-tags.ts';
import type { BatchResult } from '../job/consolidate-batch.ts';
import { type Job, objectIdOf } from '../job/job.ts';
import type { JobDocument } from '../job/job-document.ts';

/** An object of the job as the machine sees it. */
export interface JobObject {
  id: string;
  /** S3 URI of the image. */
  image: string;
  state: 'queued' | 'labeled' | 'machine' | 'other';
  /** Never labeled by a machine, never learnt from: it judges. */
  peopleOnly: boolean;
  /** What people drew on a labeled image, in pixels, without candidates. */
  boxes?: BoxAnnotation[];
  /** The whole line as the output manifest has it. */
  line?: Record<string, unknown>;
}

const STATES: Record<string, JobObject['state']> = { queued: 'queued', machineLabeled: 'machine' };

/**
 * Every object of the job with people's labels, in order of the manifest. Text objects have no image and are left out.
 */
export async function readJobObjects(job: Job, document: JobDocument): Promise<JobObject[]> {
  const attribute = document.request.LabelAttributeName;
  const objects: JobObject[] = [];
  for (const [shardIndex, stored] of job.shards(document).entries()) {
    const shard = await stored.read();
    const lines = await job.lines(document, shardIndex);
    const results = new Map<number, BatchResult>();
    const labeled = shard.objects.filter(({ state }) => state === 'labeled');
    for (const batch of new Set(labeled.map((object) => object.batch!)))
      results.set(batch, JSON.parse(await job.readOnce(job.keys().result(batch))) as BatchResult);
    for (const [index, { state, batch }] of shard.objects.entries()) {
      const line = lines[index]!;
      const image = line['source-ref'];
      if (image === undefined) continue;
      const id = objectIdOf(shardIndex, index);
      const peopleOnly = line[PEOPLE_ONLY_ATTRIBUTE] === true;
      if (state === 'labeledBefore') {
        const metadata = line[`${attribute}-metadata`];
        const boxes = isMachines(metadata) ? undefined : boxesOf(line[attribute], metadata);
        objects.push(
          boxes ? { id, image, peopleOnly, state: 'labeled', boxes, line } : { id, image, peopleOnly, state: 'other' },
        );
        continue;
      }
      if (state !== 'labeled') {
        objects.push({ id, image, peopleOnly, state: STATES[state] ?? 'other' });
        continue;
      }
      const content = results.get(batch!)?.[id];
      const boxes = boxesOf(content?.[attribute], content?.[`${attribute}-metadata`]);
      objects.push(
        boxes
          ? { id, image, peopleOnly, state: 'labeled', boxes, line: { ...line, ...content } }
          : { id, image, peopleOnly, state: 'other' },
      );
    }
  }
  return objects;
}

const isMachines = (metadata: unknown) =>
  (metadata as { 'human-annotated'?: string } | undefined)?.['human-annotated'] === 'no';

/** undefined for a label that holds no boxes. */
function boxesOf(label: unknown, metadata: unknown): BoxAnnotation[] | undefined {
  const read = boundingBoxLabelSchema.safeParse(label);
  if (!read.success) return undefined;
  const objects = (metadata as { objects?: Array<{ candidate?: boolean }> } | undefined)?.objects;
  return read.data.annotations.filter((_, index) => !objects?.[index]?.candidate);
}
