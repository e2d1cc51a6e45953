import type { GalleryImage } from '../../shared/contracts/gallery.ts';
import { findHeadVersion } from '../../shared/documents/dataset-head.ts';
import { loadProject } from '../../shared/documents/project.ts';
import { projectBucket } from '../../shared/documents/project-bucket.ts';
import { readGallery } from '../../shared/read-models/gallery.ts';

/** The labeled images of projects, each read once for a dataset version: a version never changes. */
export function openGalleries(bucket: string) {
  const kept = new Map<string, { folder: string; images: Promise<GalleryImage[]> }>();
  return {
    /** None for a project without a dataset, or whose project.json cannot be read. */
    async read(project: string): Promise<GalleryImage[]> {
      const own = projectBucket(bucket, project);
      const [head, loaded] = await Promise.all([findHeadVersion(own), loadProject(own)]);
      if (!head || !('project' in loaded)) return [];
      const known = kept.get(project);
      if (known?.folder === head.folder) return known.images;
      const images = readGallery(bucket, loaded.project);
      kept.set(project, { folder: head.folder, images });
      // What failed is asked for again.
      images.catch(() => kept.delete(project));
      return images;
    },
  };
}
