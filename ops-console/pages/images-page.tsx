import { useState } from 'preact/hooks';
import type { GalleryPage } from '../../shared/contracts/gallery.ts';
import { isOfTexts } from '../../shared/contracts/text-tasks.ts';
import { fetchLabeling, readImages, type WatchedProject } from '../console-client.ts';
import { go, pathTo, route } from '../router.tsx';
import { plural } from '../views/figures.ts';
import { GALLERY_WORDS, GalleryFilters } from '../views/images/gallery-filters.tsx';
import { GalleryScroll } from '../views/images/gallery-scroll.tsx';
import { RefusedFiles } from '../views/images/refused-files.tsx';
import { SelectionBar } from '../views/images/selection-bar.tsx';
import { ProjectTabs } from '../views/project-tabs.tsx';
import { useLoaded } from '../views/use-loaded.ts';

/** So many images are chosen at most, and asked for at a time to choose all. */
const MOST_CHOSEN = 10_000;
const WHOLE_PART = 500;

/** A project's labeled images with their labels drawn; what is chosen is a part of the address. */
export function ImagesPage({ name }: { name: string | undefined }) {
  return (
    <ProjectTabs page="Images" name={name} empty="No project yet, so no image.">
      {(project) => <Gallery key={project.project} project={project} />}
    </ProjectTabs>
  );
}

function Gallery({ project }: { project: WatchedProject }) {
  const { project: name, labels, dataset, quarantined } = project;
  const { query } = route.value;
  const wanted = Object.fromEntries([...GALLERY_WORDS, 'show'].map((key) => [key, query.get(key) ?? '']));
  const choose = (choice: Record<string, string>) => {
    go(pathTo(['images', name], { ...wanted, ...choice }), 'replace');
    scrollTo(0, 0);
  };
  const [answered, setAnswered] = useState<GalleryPage>();
  const version = dataset?.datasetVersion ?? 0;
  const workers = useLoaded(async () => (version > 0 ? (await fetchLabeling(name)).workers : []), [name, version]);
  return (
    <div class="browse">
      <GalleryFilters
        {...{ labels, wanted, refused: quarantined, facets: answered?.facets }}
        workers={workers ?? []}
        isOfTexts={isOfTexts(project.taskType)}
        onChoose={choose}
      />
      <div>
        {wanted.show === 'refused' ? (
          <RefusedFiles project={name} count={quarantined} />
        ) : version === 0 ? (
          <section class="empty">
            <p>
              Nothing is labeled yet. <code>labelloop label-now {name}</code> lets people begin.
            </p>
          </section>
        ) : (
          <Labeled {...{ project, version, wanted, answered }} onAnswer={setAnswered} />
        )}
      </div>
    </div>
  );
}

interface LabeledProps {
  project: WatchedProject;
  version: number;
  wanted: Record<string, string>;
  answered: GalleryPage | undefined;
  onAnswer(page: GalleryPage): void;
}

/** The images that fit, and what can be done with those that somebody chooses. */
function Labeled({ project, version, wanted, answered, onAnswer }: LabeledProps) {
  const name = project.project;
  const things = isOfTexts(project.taskType) ? 'texts' : 'images';
  const [isChoosing, setChoosing] = useState(false);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  /** Changes when somebody tagged: what is shown is read anew. */
  const [tagged, setTagged] = useState(0);
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
        <output class="faint">{answered ? howMany(answered, version, things) : 'reading'}</output>
        <span class="faint">the least sure first</span>
        <button type="button" class="push" aria-pressed={isChoosing} onClick={() => setChoosing(!isChoosing)}>
          choose {things}
        </button>
      </div>
      {isChoosing && (
        <SelectionBar
          {...{ project: name, version, tags: Object.keys(answered?.facets.tag ?? {}) }}
          chosen={[...chosen]}
          total={Math.min(answered?.total ?? 0, MOST_CHOSEN)}
          onChooseAll={chooseAll}
          onClear={() => setChosen(new Set())}
          onTagged={() => setTagged((before) => before + 1)}
        />
      )}
      <GalleryScroll
        key={`${JSON.stringify(wanted)} ${version} ${tagged}`}
        {...{ project, wanted, onAnswer }}
        choice={isChoosing ? { chosen, toggle } : undefined}
      />
    </>
  );
}

const howMany = ({ total, isPartial }: GalleryPage, version: number, things: 'texts' | 'images') =>
  isPartial ? `reading version ${version}` : `${plural(total, things.slice(0, -1))} of version ${version}`;
