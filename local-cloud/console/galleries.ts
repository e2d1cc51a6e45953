import type { GalleryImage } from '../../shared/contracts/gallery.ts';
import type { ProjectOverview } from '../../shared/contracts/overview.ts';
import { findHeadVersion } from '../../shared/documents/dataset-head.ts';
import { loadProject } from '../../shared/documents/project.ts';
import { projectBucket } from '../../shared/documents/project-bucket.ts';
import { readGallery } from '../../shared/read-models/gallery.ts';
import type { GalleryChoice } from '../../shared/read-models/gallery-choice.ts';
import {
  type GalleryFacts,
  readAnswerFacts,
  readCopyFacts,
  readSuspectFacts,
  readTagFacts,
} from '../../shared/read-models/gallery-facts.ts';

/** Galleries that are kept: a hundred thousand images are some 100 MB. */
const KEPT = 3;

type Kept = {
  folder: string;
  images: Promise<GalleryImage[]>;
  facts: { [Kind in keyof typeof READERS]?: Promise<unknown> };
};

const READERS = { answers: readAnswerFacts, copies: readCopyFacts, suspects: readSuspectFacts };

/** Tags change while a version stands: what was read is good for so long. */
const TAGS_MS = 2000;

/** What a choice asks about beyond labels and tags. */
function factsAsked({ worker, disagreement, copies, suspicious }: GalleryChoice): Array<keyof typeof READERS> {
  return [
    ...(worker !== undefined || disagreement !== undefined ? (['answers'] as const) : []),
    ...(copies ? (['copies'] as const) : []),
    ...(suspicious ? (['suspects'] as const) : []),
  ];
}

/**
 * The labeled images of projects, each read once for a dataset version: a version never changes.
 * @param onRead is told each project whose images are there
 */
export function openGalleries(bucket: string, onRead: (project: string) => void) {
  const kept = new Map<string, Kept>();
  const keep = (project: string, one: Kept) => {
    kept.delete(project);
    kept.set(project, one);
    if (kept.size > KEPT) kept.delete(kept.keys().next().value!);
  };
  const tagged = new Map<string, { readAt: number; tags: ReturnType<typeof readTagFacts> }>();
  const tagsOf = (project: string): ReturnType<typeof readTagFacts> => {
    const known = tagged.get(project);
    if (known && performance.now() - known.readAt < TAGS_MS) return known.tags;
    const tags = readTagFacts(projectBucket(bucket, project));
    tagged.set(project, { readAt: performance.now(), tags });
    tags.catch(() => tagged.delete(project));
    return tags;
  };
  /** None for a project without a dataset, or whose project.json cannot be read. */
  async function read(project: string): Promise<GalleryImage[]> {
    const own = projectBucket(bucket, project);
    const [head, loaded] = await Promise.all([findHeadVersion(own), loadProject(own)]);
    if (!head || !('project' in loaded)) return [];
    const known = kept.get(project);
    if (known?.folder === head.folder) {
      keep(project, known);
      return known.images;
    }
    const images = readGallery(bucket, loaded.project);
    keep(project, { folder: head.folder, images, facts: {} });
    images.then(
      () => onRead(project),
      // What failed is asked for again.
      () => kept.delete(project),
    );
    return images;
  }
  return {
    read,
    /** What the choice asks about, each read once for a dataset version. */
    async facts(project: string, choice: GalleryChoice): Promise<GalleryFacts> {
      const { facts = {} }: Partial<Kept> = kept.get(project) ?? {};
      const own = projectBucket(bucket, project);
      const found = factsAsked(choice).map(async (kind) => {
        facts[kind] ??= READERS[kind](own);
        facts[kind].catch(() => delete facts[kind]);
        return [kind, await facts[kind]] as const;
      });
      const [tags, ...others] = await Promise.all([tagsOf(project), ...found]);
      return { ...(Object.fromEntries(others) as GalleryFacts), tags };
    },
    /** Somebody changed the project's tags. */
    forgetTags: (project: string) => tagged.delete(project),
    /** Reads new versions before somebody asks for them, as far as room is left. */
    keepReady(overviews: ReadonlyArray<Pick<ProjectOverview, 'project' | 'dataset'>>): void {
      for (const { project, dataset } of overviews) {
        const known = kept.get(project);
        if (!dataset || known?.folder === dataset.folder || (!known && kept.size >= KEPT)) continue;
        read(project).catch(() => {});
      }
    },
  };
}
