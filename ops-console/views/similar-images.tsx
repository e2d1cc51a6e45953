import { readSimilar } from '../console-client.ts';
import { Link, pathTo } from '../router.tsx';
import { ShownImage } from './pictures/shown-image.tsx';
import { useLoaded } from './use-loaded.ts';

/** The images that are most like one; nothing where the image was never looked at. */
export function SimilarImages({ project, sha256 }: { project: string; sha256: string }) {
  const images = useLoaded(() => readSimilar(project, sha256), [project, sha256]);
  if (!images?.length) return null;
  return (
    <section>
      <h2>Similar images</h2>
      <ul class="gallery">
        {images.map(({ sha256: other, key, width, height, name, split, isCopy }) => (
          <li key={other}>
            <Link to={pathTo(['images', project, other])}>
              <ShownImage {...{ imageKey: key, width, height }} shapes={[]} labels={[]} alt={name} />
            </Link>
            <small class="faint">
              {name}, {split}
              {isCopy && ': the same picture'}
            </small>
          </li>
        ))}
      </ul>
    </section>
  );
}
