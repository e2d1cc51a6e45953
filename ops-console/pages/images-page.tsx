import { useEffect, useRef, useState } from 'preact/hooks';
import type { GalleryImage, GalleryPage } from '../../shared/contracts/gallery.ts';
import { projects, readImages, returns, trouble, type WatchedProject } from '../console-client.ts';
import { go, Link, pathTo, route } from '../router.tsx';
import { Choice } from '../views/choice.tsx';
import { Missing } from '../views/missing.tsx';
import { ShownImage } from '../views/shown-image.tsx';
import { useRowsInSight } from '../views/use-rows-in-sight.ts';

/** Images that are asked for at a time. */
const CHUNK = 60;
/** Pixels: a cell is at least as wide, and its picture 4 to 3. */
const CELL = 165;
const GAP = 12;
const CAPTION = 40;

/**
 * A project's labeled images with their labels drawn, the least sure first; what is chosen is a part of the address.
 */
export function ImagesPage({ name }: { name: string | undefined }) {
  const all = projects.value;
  const project = name === undefined ? all[0] : all.find((one) => one.project === name);
  if (!project)
    return name === undefined ? (
      <section class="empty">
        <h1>Images</h1>
        <p>No project yet, so no image.</p>
      </section>
    ) : (
      <Missing what={`project ${name}`} to="/images" />
    );
  return <Gallery key={project.project} project={project} />;
}

function Gallery({ project }: { project: WatchedProject }) {
  const { project: name, labels, dataset } = project;
  const { query } = route.value;
  const wanted = Object.fromEntries(['label', 'split', 'by', 'below'].map((key) => [key, query.get(key) ?? '']));
  const choose = (choice: Record<string, string>) => {
    go(pathTo(['images', name], { ...wanted, ...choice }), 'replace');
    scrollTo(0, 0);
  };
  const [total, setTotal] = useState<number>();
  const version = dataset?.datasetVersion ?? 0;
  return (
    <>
      <div class="title">
        <h1>Images</h1>
        <nav class="tabs" aria-label="projects">
          {projects.value.map((one) => (
            <Link key={one.project} to={pathTo(['images', one.project])} current={one.project === name}>
              {one.project}
            </Link>
          ))}
        </nav>
        <Choice
          label="class"
          value={wanted.label!}
          options={[...labels, 'none']}
          onChoose={(label) => choose({ label })}
        />
        <Choice
          label="side"
          value={wanted.split!}
          options={['train', 'validation']}
          onChoose={(split) => choose({ split })}
        />
        <Choice
          label="labeled by"
          value={wanted.by!}
          options={['human', 'machine']}
          onChoose={(by) => choose({ by })}
        />
        <Choice
          label="confidence below"
          value={wanted.below!}
          options={['0.5', '0.7', '0.9', '0.99']}
          onChoose={(below) => choose({ below })}
        />
        <output class="faint push">{total === undefined ? '' : `${total} images of version ${version}`}</output>
      </div>
      {version === 0 && (
        <section class="empty">
          <p>
            Nothing is labeled yet. <code>labelloop label-now {name}</code> lets people begin.
          </p>
        </section>
      )}
      {version > 0 && <Scroll key={`${query} ${version}`} project={project} wanted={wanted} onTotal={setTotal} />}
    </>
  );
}

interface ScrollProps {
  project: WatchedProject;
  wanted: Record<string, string>;
  onTotal(total: number): void;
}

/** Cells as wide as the list allows, and the height of their row. */
function layOut(width: number) {
  const columns = Math.max(1, Math.floor((width + GAP) / (CELL + GAP)));
  return { columns, rowHeight: Math.round((width / columns - GAP) * 0.75) + CAPTION };
}

/** Only the rows in sight are in the document, however many images there are. */
function Scroll({ project, wanted, onTotal }: ScrollProps) {
  const { frame, sight } = useRowsInSight<HTMLUListElement>(layOut);
  const [total, setTotal] = useState<number>();
  const images = useRef(new Map<number, GalleryImage>());
  const asked = useRef(new Set<number>());
  const [, setArrived] = useState(0);
  const { columns, first, rows, rowHeight } = sight;
  const from = first * columns;
  const to = Math.min(total ?? CHUNK, (first + rows) * columns);
  useEffect(() => {
    for (let chunk = Math.floor(from / CHUNK); chunk * CHUNK < to; chunk++) {
      if (asked.current.has(chunk)) continue;
      asked.current.add(chunk);
      readImages(project.project, wanted, chunk * CHUNK, CHUNK).then(
        (page: GalleryPage) => {
          for (const [at, image] of page.images.entries()) images.current.set(chunk * CHUNK + at, image);
          setArrived((before) => before + 1);
          setTotal(page.total);
          onTotal(page.total);
        },
        (error: Error) => {
          asked.current.delete(chunk);
          trouble.value = error.message;
        },
      );
    }
  }, [from, to, returns.value]);
  const height = Math.ceil((total ?? 0) / columns) * rowHeight;
  return (
    <>
      {total === 0 && (
        <section class="empty">
          <p>None fits.</p>
        </section>
      )}
      <ul class="cells" ref={frame} style={{ height: `${height}px` }}>
        {Array.from({ length: Math.max(0, to - from) }, (_, index) => {
          const at = from + index;
          const image = images.current.get(at);
          const style = {
            top: `${Math.floor(at / columns) * rowHeight}px`,
            left: `${((at % columns) * 100) / columns}%`,
            width: `calc(${100 / columns}% - ${GAP}px)`,
          };
          return (
            <li key={at} style={style}>
              {image && <Cell image={image} project={project} />}
            </li>
          );
        })}
      </ul>
    </>
  );
}

function Cell({ image, project }: { image: GalleryImage; project: WatchedProject }) {
  const { sha256, key, width, height, shapes, classes, confidence, split, by } = image;
  const names = [...new Set([...shapes.map(({ label }) => label), ...classes])];
  const what = names.join(', ') || 'nothing on it';
  const objects = `${what}: ${shapes.length} ${shapes.length === 1 ? 'object' : 'objects'}`;
  return (
    <Link to={pathTo(['images', project.project, sha256])} class="cell">
      <ShownImage
        {...{ imageKey: key, shapes, labels: project.labels }}
        width={width ?? 4}
        height={height ?? 3}
        alt={objects}
      />
      <span class="caption">
        <span>{what}</span>
        <small>
          {confidence === null ? '' : `${confidence.toFixed(2)} `}
          {split}
          {by === 'machine' ? ' machine' : ''}
        </small>
      </span>
    </Link>
  );
}
