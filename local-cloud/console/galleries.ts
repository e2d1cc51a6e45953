import type { GalleryImage } from '../../shared/contracts/gallery.ts';
import type { ProjectOverview } from '../../shared/contracts/overview.ts';
import { findHeadVersion } from '../../shared/documents/dataset-head.ts';
import { loadProject } from '../../shared/documents/project.ts';
import { projectBucket } from '../../shared/documents/project-bucket.ts';
import { readGallery } from '../../shared/read-models/gallery.ts';

/** Galleries that are kept: a hundred thousand images are some 100 MB. */
const KEPT = 3;

/** The labeled images of projects, each read once for a dataset version: a version never changes. */
export function openGalleries(bucket: string) {
  const kept = new Map<string, { folder: string; images: Promise<GalleryImage[]> }>();
  const keep = (project: string, folder: string, images: Promise<GalleryImage[]>) => {
    kept.delete(project);
    kept.set(project, { folder, images });
    if (kept.size > KEPT) kept.delete(kept.keys().next().value!);
  };
  /** None for a project without a dataset, or whose project.json cannot be read. */
  async function read(project: string): Promise<GalleryImage[]> {
    const own = projectBucket(bucket, project);
    const [head, loaded] = await Promise.all([findHeadVersion(own), loadProject(own)]);
    if (!head || !('project' in loaded)) return [];
    const known = kept.get(project);
    if (known?.folder === head.folder) {
      keep(project, known.folder, known.images);
      return known.images;
    }
    const images = readGallery(bucket, loaded.project);
    keep(project, head.folder, images);
    // What failed is asked for again.
    images.catch(() => kept.delete(project));
    return images;
  }
  return {
    read,
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
