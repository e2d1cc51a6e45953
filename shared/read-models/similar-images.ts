import type { Embedding } from '../contracts/embedding.ts';
import type { SimilarImage } from '../contracts/gallery.ts';
import { readEmbeddings } from '../documents/embeddings.ts';
import { readRecords } from '../documents/ledger.ts';
import { projectBucket } from '../documents/project-bucket.ts';
import { LookAlikes } from '../domain/embeddings/look-alikes.ts';
import { droppedName } from '../domain/project/bucket-keys.ts';

/** The images that are most like one, for a page that asks again and again: what was read once is not read again. */
export function openSimilarImages(bucket: string) {
  const kept = new Map<string, Map<string, Embedding>>();
  return {
    /** @returns the likest first, copies marked; none where the image has no embedding */
    async read(project: string, sha256: string, count: number): Promise<SimilarImage[]> {
      const own = projectBucket(bucket, project);
      const embeddings = await readEmbeddings(own, kept.get(project));
      kept.set(project, embeddings);
      const looks = new LookAlikes(embeddings);
      const copies = new Set(looks.copiesOf(sha256).map(({ id }) => id));
      const like = looks.mostLike(sha256, count);
      const records = new Map(
        (
          await readRecords(
            own,
            like.map(({ id }) => id),
          )
        ).map((record) => [record.sha256, record]),
      );
      return like.flatMap(({ id, similarity }) => {
        const record = records.get(id);
        if (!record || record.outcome === 'forgotten') return [];
        const { imageKey, width, height, originalKey, split, outcome } = record;
        return [
          {
            sha256: id,
            key: imageKey,
            width,
            height,
            name: droppedName(originalKey),
            split,
            outcome,
            similarity,
            isCopy: copies.has(id),
          },
        ];
      });
    },
  };
}
