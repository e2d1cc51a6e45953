import { useEffect, useRef, useState } from 'preact/hooks';
import type { GalleryImage, GalleryPage } from '../../shared/contracts/gallery.ts';
import { isOfTexts } from '../../shared/contracts/text-tasks.ts';
import { fetchLabeling, projects, readImages, returns, trouble, type WatchedProject } from '../console-client.ts';
import { go, Link, pathTo, route } from '../router.tsx';
import { plural } from '../views/figures.ts';
import { GALLERY_WORDS, GalleryFilters } from '../views/images/gallery-filters.tsx';
import { SelectionBar } from '../views/images/selection-bar.tsx';
import { Missing } from '../views/missing.tsx';
import { ShownImage } from '../views/shown-image.tsx';
import { ShownText } from '../views/shown-text.tsx';
import { useLoaded } from '../views/use-loaded.ts';
import { useRowsInSight } from '../views/use-rows-in-sight.ts';

/** Images that are asked for at a time. */
const CHUNK = 60;
/** Pixels: a cell is at least as wide, and its picture 4 to 3. */
const CELL = 165;
const GAP = 12;
const CAPTION = 40;
/** A dataset that is being read is asked for again after so long. */
const AGAIN_MS = 300;
/** So many images are chosen at most, and asked for at a time to choose all. */
const MOST_CHOSEN = 10_000;
const WHOLE_PART = 500;

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
  const { project: name, labels, dataset, taskType } = project;
  const things = isOfTexts(taskType) ? 'texts' : 'images';
  const { query } = route.value;
  const wanted = Object.fromEntries(GALLERY_WORDS.map((key) => [key, query.get(key) ?? '']));
  const choose = (choice: Record<string, string>) => {
    go(pathTo(['images', name], { ...wanted, ...choice }), 'replace');
    scrollTo(0, 0);
  };
  const [answered, setAnswered] = useState<GalleryPage>();
  const [isChoosing, setChoosing] = useState(false);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const version = dataset?.datasetVersion ?? 0;
  const workers = useLoaded(async () => (version > 0 ? (await fetchLabeling(name)).workers : []), [name, version]);
  const toggle = (sha256: string) => setChosen((before) => before.symmetricDifference(new Set([sha256])));
  const chooseAll = async () => {
    const all = new Set<string>();
    for (let page: GalleryPage | undefined; all.size < MOST_CHOSEN; ) {
      page = await readImages(name, wanted, all.size, WHOLE_PART);
      for (const { sha256 } of page.images) all.add(sha256);
      if (page.images.length < WHOLE_PART) break;
    }
    setChosen(all);
  };
  return (
    <>
      <div class="title">
        <h1>{things === 'texts' ? 'Texts' : 'Images'}</h1>
        <nav class="tabs" aria-label="projects">
          {projects.value.map((one) => (
            <Link key={one.project} to={pathTo(['images', one.project])} current={one.project === name}>
              {one.project}
            </Link>
          ))}
        </nav>
        <GalleryFilters
          {...{ labels, wanted }}
          batches={answered?.batches ?? []}
          workers={workers ?? []}
          onChoose={choose}
        />
        <button type="button" aria-pressed={isChoosing} onClick={() => setChoosing(!isChoosing)}>
          choose images
        </button>
        <output class="faint push">{answered ? howMany(answered, version, things) : ''}</output>
      </div>
      {version === 0 && (
        <section class="empty">
          <p>
            Nothing is labeled yet. <code>labelloop label-now {name}</code> lets people begin.
          </p>
        </section>
      )}
      {isChoosing && version > 0 && (
        <SelectionBar
          {...{ project: name, version }}
          chosen={[...chosen]}
          total={Math.min(answered?.total ?? 0, MOST_CHOSEN)}
          onChooseAll={chooseAll}
          onClear={() => setChosen(new Set())}
        />
      )}
      {version > 0 && (
        <Scroll
          key={`${query} ${version}`}
          {...{ project, wanted, onAnswer: setAnswered }}
          choice={isChoosing ? { chosen, toggle } : undefined}
        />
      )}
      {project.quarantined > 0 && (
        <p class="faint">
          <Link to={pathTo(['projects', name])}>{plural(project.quarantined, 'file')} refused, and why</Link>
        </p>
      )}
    </>
  );
}

const howMany = ({ total, isPartial }: GalleryPage, version: number, things: 'texts' | 'images') =>
  isPartial ? `reading version ${version}` : `${plural(total, things.slice(0, -1))} of version ${version}`;

/** Which images are chosen, where somebody chooses. */
interface Choosing {
  chosen: ReadonlySet<string>;
  toggle(sha256: string): void;
}

interface ScrollProps {
  project: WatchedProject;
  wanted: Record<string, string>;
  onAnswer(page: GalleryPage): void;
  choice: Choosing | undefined;
}

/** Cells as wide as the list allows, and the height of their row. */
function layOut(width: number) {
  const columns = Math.max(1, Math.floor((width + GAP) / (CELL + GAP)));
  return { columns, rowHeight: Math.round((width / columns - GAP) * 0.75) + CAPTION };
}

/** Only the rows in sight are in the document, however many images there are. */
function Scroll({ project, wanted, onAnswer, choice }: ScrollProps) {
  const { frame, sight } = useRowsInSight<HTMLUListElement>(layOut);
  const [total, setTotal] = useState<number>();
  const images = useRef(new Map<number, GalleryImage>());
  const asked = useRef(new Set<number>());
  const [, setArrived] = useState(0);
  const [read, setRead] = useState(0);
  const [isPartial, setPartial] = useState(false);
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
  const { sha256, key, width, height, shapes, text, classes, confidence, split, by } = image;
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
