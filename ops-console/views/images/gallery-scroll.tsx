import { useEffect, useRef, useState } from 'preact/hooks';
import type { GalleryImage, GalleryPage } from '../../../shared/contracts/gallery.ts';
import { readImages, returns, trouble, type WatchedProject } from '../../console-client.ts';
import { Link, pathTo } from '../../router.tsx';
import { ShownImage } from '../pictures/shown-image.tsx';
import { ShownText } from '../pictures/shown-text.tsx';
import { useRowsInSight } from '../use-rows-in-sight.ts';

/** Images that are asked for at a time. */
const CHUNK = 60;
/** Pixels: a cell is at least as wide, and its picture 4 to 3. */
const CELL = 165;
const GAP = 14;
const CAPTION = 38;
/** A dataset that is being read is asked for again after so long. */
const AGAIN_MS = 300;

/** Which images are chosen, where somebody chooses. */
export interface Choosing {
  chosen: ReadonlySet<string>;
  toggle(sha256: string): void;
}

interface Props {
  project: WatchedProject;
  wanted: Record<string, string>;
  onAnswer(page: GalleryPage): void;
  choice: Choosing | undefined;
}

/** Cells as wide as the list allows, and the height of their row. */
function layOut(width: number) {
  const columns = Math.max(1, Math.floor((width + GAP) / (CELL + GAP)));
  return { columns, rowHeight: Math.round(((width + GAP) / columns - GAP) * 0.75) + CAPTION };
}

/** Images that fit, the least sure first. Only the rows in sight are in the document, however many there are. */
export function GalleryScroll({ project, wanted, onAnswer, choice }: Props) {
  const { frame, sight } = useRowsInSight<HTMLUListElement>(layOut);
  const [total, setTotal] = useState<number>();
  const images = useRef(new Map<number, GalleryImage>());
  const asked = useRef(new Set<number>());
  const [, setArrived] = useState(0);
  const [read, setRead] = useState(0);
  const [isPartial, setPartial] = useState(false);
  const { columns, first, rows, rowHeight } = sight;
  const from = first * columns;
  // While the dataset is being read, more may come of what there is none yet.
  const known = isPartial ? Math.max(total ?? 0, CHUNK) : (total ?? CHUNK);
  const to = Math.min(known, (first + rows) * columns);
  useEffect(() => {
    for (let chunk = Math.floor(from / CHUNK); chunk * CHUNK < to; chunk++) {
      if (asked.current.has(chunk)) continue;
      asked.current.add(chunk);
      readImages(project.project, wanted, chunk * CHUNK, CHUNK).then(
        (page: GalleryPage) => {
          for (const [at, image] of page.images.entries()) images.current.set(chunk * CHUNK + at, image);
          setArrived((before) => before + 1);
          setTotal(page.total);
          setPartial(page.isPartial ?? false);
          onAnswer(page);
          if (!page.isPartial) return;
          // The rest is on its way: what came is shown meanwhile, and asked for again.
          asked.current.delete(chunk);
          setTimeout(() => setRead((before) => before + 1), AGAIN_MS);
        },
        (error: Error) => {
          asked.current.delete(chunk);
          trouble.value = error.message;
        },
      );
    }
  }, [from, to, returns.value, read]);
  const height = Math.ceil((total ?? 0) / columns) * rowHeight;
  return (
    <>
      {total === 0 && !isPartial && (
        <section class="empty">
          <p>None fits all of this. Take one of the filters away.</p>
        </section>
      )}
      <ul class="cells" ref={frame} style={{ height: `${height}px` }}>
        {Array.from({ length: Math.max(0, to - from) }, (_, index) => {
          const at = from + index;
          const image = images.current.get(at);
          const style = {
            top: `${Math.floor(at / columns) * rowHeight}px`,
            left: `calc(${at % columns} * (100% + ${GAP}px) / ${columns})`,
            width: `calc((100% + ${GAP}px) / ${columns} - ${GAP}px)`,
          };
          return (
            <li key={at} style={style}>
              {image && <Cell image={image} project={project} />}
              {image && choice && (
                <input
                  type="checkbox"
                  class="pick"
                  aria-label={`choose image ${at + 1}`}
                  checked={choice.chosen.has(image.sha256)}
                  onChange={() => choice.toggle(image.sha256)}
                />
              )}
            </li>
          );
        })}
      </ul>
    </>
  );
}

function Cell({ image, project }: { image: GalleryImage; project: WatchedProject }) {
  const { sha256, key, width, height, shapes, text, classes, confidence, split, by, tags = [] } = image;
  const drawn = text?.spans ?? shapes;
  const names = [...new Set([...drawn.map(({ label }) => label), ...classes])];
  const what = names.join(', ') || (text ? 'nothing in it' : 'nothing on it');
  const objects = `${what}: ${drawn.length} ${drawn.length === 1 ? 'object' : 'objects'}`;
  return (
    <Link to={pathTo(['images', project.project, sha256])} class="cell">
      {text ? (
        <ShownText text={text} spans={text.spans} labels={project.labels} />
      ) : (
        <ShownImage
          {...{ imageKey: key, shapes, labels: project.labels }}
          width={width ?? 4}
          height={height ?? 3}
          alt={objects}
        />
      )}
      <span class="caption">
        <span>
          {tags.map((tag) => (
            <span key={tag} class="tag">
              {tag}
            </span>
          ))}{' '}
          {what}
        </span>
        <small>
          {by === 'machine' ? 'machine ' : ''}
          {split === 'validation' ? 'val ' : ''}
          {confidence === null ? '' : confidence.toFixed(2)}
        </small>
      </span>
    </Link>
  );
}
