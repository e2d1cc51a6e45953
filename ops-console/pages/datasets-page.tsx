import type { DatasetOverview } from '../../shared/contracts/dataset-overview.ts';
import type { GalleryImage } from '../../shared/contracts/gallery.ts';
import { fetchDatasetDiff, fetchDatasets, type WatchedProject } from '../console-client.ts';
import { go, Link, pathTo, route } from '../router.tsx';
import { Shares } from '../views/bars.tsx';
import { fileSize, plural } from '../views/figures.ts';
import { ShownImage } from '../views/pictures/shown-image.tsx';
import { ShownText } from '../views/pictures/shown-text.tsx';
import { ProjectTabs } from '../views/project-tabs.tsx';
import { useLoaded } from '../views/use-loaded.ts';
import { when } from '../views/when.ts';
import { Wide } from '../views/wide.tsx';

/** The versions of a project's dataset, what is in each, and what changed between two. */
export function DatasetsPage({ name }: { name: string | undefined }) {
  return (
    <ProjectTabs
      page="Datasets"
      name={name}
      empty="No project yet, so no dataset. A version is made whenever a batch is labeled."
    >
      {(project) => <Datasets key={project.project} project={project} />}
    </ProjectTabs>
  );
}

function Datasets({ project }: { project: WatchedProject }) {
  const { project: name, dataset } = project;
  const versions = useLoaded(() => fetchDatasets(name), [name, dataset?.datasetVersion]);
  if (!versions) return <p class="faint">loading</p>;
  if (versions.length === 0)
    return (
      <section class="empty">
        <p>
          No version yet, one is made of each labeled batch: {project.progress.next}.{' '}
          <Link to={pathTo(['projects', name])}>Drop images</Link>, or bring labels:{' '}
          <code>labelloop drop DIR --labels FILE --project {name}</code>
        </p>
      </section>
    );
  const { query } = route.value;
  const of = (key: string) => versions.find(({ datasetVersion }) => String(datasetVersion) === query.get(key));
  const shown = of('version') ?? versions[0]!;
  const base = of('since') ?? versions.find(({ datasetVersion }) => datasetVersion < shown.datasetVersion);
  const choose = (choice: { version?: number; since?: number }) =>
    go(
      pathTo(['datasets', name], {
        version: String(choice.version ?? shown.datasetVersion),
        ...(choice.since !== undefined && { since: String(choice.since) }),
      }),
      'replace',
    );
  return (
    <>
      <section aria-label="versions">
        <Wide label="versions as a table">
          <table>
            <thead>
              <tr>
                <th scope="col">version</th>
                <th scope="col">made</th>
                <th scope="col" class="number">
                  train
                </th>
                <th scope="col" class="number">
                  validation
                </th>
                <th scope="col" class="number">
                  new labels
                </th>
                <th scope="col" class="number">
                  size
                </th>
                <th scope="col">labels came from</th>
                <th scope="col">also written as</th>
              </tr>
            </thead>
            <tbody>
              {versions.map((version) => (
                <tr key={version.datasetVersion} class={version === shown ? 'open' : ''}>
                  <td>
                    <button
                      type="button"
                      class="link"
                      aria-pressed={version === shown}
                      onClick={() => choose({ version: version.datasetVersion })}
                    >
                      v{version.datasetVersion}
                    </button>
                  </td>
                  <td>{when(version.createdAt)}</td>
                  <td class="number">{version.train}</td>
                  <td class="number">{version.validation}</td>
                  <td class="number">{version.added}</td>
                  <td class="number">{fileSize(version.bytes)}</td>
                  <td>{version.origin ?? 'a labeling job'}</td>
                  <td>{version.exports.join(', ') || '–'}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Wide>
      </section>
      <Inside project={project} version={shown} />
      {base && base !== shown && (
        <Difference
          project={project}
          from={base.datasetVersion}
          to={shown.datasetVersion}
          versions={versions.map(({ datasetVersion }) => datasetVersion)}
          onFrom={(since) => choose({ since })}
        />
      )}
    </>
  );
}

/** One version: who labeled, how the classes are balanced, how the sides are split. */
function Inside({ project, version }: { project: WatchedProject; version: DatasetOverview }) {
  const { datasetVersion, train, validation, perLabel, counted, empty, humanAnnotated, machineAnnotated } = version;
  const counts = Object.values(perLabel);
  const rarest = Object.entries(perLabel).sort((a, b) => a[1] - b[1])[0];
  const most = Math.max(0, ...counts);
  const isSkewed = rarest && most >= 10 * Math.max(1, rarest[1]);
  return (
    <div class="columns-2">
      <section aria-label="balance">
        <h2>
          Balance <span class="faint">of version {datasetVersion}</span>
        </h2>
        <Shares parts={perLabel} unit={counted} />
        <p class="faint">
          {empty > 0 && `${plural(empty, 'image')} show nothing. `}
          {isSkewed &&
            `${rarest[0]} is rare: ${rarest[1]} against ${most}. Drop more images of it, or a model will overlook it.`}
        </p>
      </section>
      <section aria-label="sides">
        <h2>Sides and hands</h2>
        <Shares parts={{ train, validation }} unit="images" />
        <Shares parts={{ people: humanAnnotated, machine: machineAnnotated }} unit="labels" />
        <p class="faint">
          Validation images are chosen by their hash when they come in, and people alone label them.{' '}
          <Link to={pathTo(['images', project.project])}>See the images</Link>, or{' '}
          <code>labelloop images export --to coco --out DIR --project {project.project}</code>
        </p>
      </section>
    </div>
  );
}

function Difference(props: {
  project: WatchedProject;
  from: number;
  to: number;
  versions: readonly number[];
  onFrom(version: number): void;
}) {
  const { project, from, to, versions, onFrom } = props;
  const diff = useLoaded(() => fetchDatasetDiff(project.project, from, to), [project.project, from, to]);
  return (
    <section aria-label="difference">
      <div class="title">
        <h2>What version {to} has that</h2>
        <label class="choice">
          <span class="unseen">compared with version</span>
          <select value={from} onChange={(event) => onFrom(Number(event.currentTarget.value))}>
            {versions
              .filter((version) => version !== to)
              .map((version) => (
                <option key={version} value={version}>
                  version {version}
                </option>
              ))}
          </select>
        </label>
        <h2>has not</h2>
      </div>
      {diff && (
        <>
          <dl class="figures">
            <Figure name="added" value={`+${diff.added}`} />
            <Figure name="changed" value={String(diff.changed)} />
            <Figure name="removed" value={`−${diff.removed}`} />
            <Figure name="as before" value={String(diff.unchanged)} />
            {Object.entries(diff.perLabel).map(([label, count]) => (
              <Figure key={label} name={label} value={`${count >= 0 ? '+' : '−'}${Math.abs(count)}`} />
            ))}
          </dl>
          <ul class="gallery">
            {diff.images.map(({ sha256, key, before, after }) => (
              <li key={sha256}>
                <Link to={pathTo(['images', project.project, sha256])} class="pair">
                  {before && after ? <Side imageKey={key} image={before} labels={project.labels} /> : null}
                  <Side imageKey={key} image={after ?? before!} labels={project.labels} />
                </Link>
                <small class="faint">{!before ? 'added' : !after ? 'removed' : 'changed: before and after'}</small>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

const Figure = ({ name, value }: { name: string; value: string }) => (
  <div>
    <dt>{name}</dt>
    <dd>{value}</dd>
  </div>
);

const Side = ({ imageKey, image, labels }: { imageKey: string; image: GalleryImage; labels: readonly string[] }) =>
  image.text ? (
    <div>
      <ShownText text={image.text} spans={image.text.spans} labels={labels} />
      <b>{image.classes.join(', ')}</b>
    </div>
  ) : (
    <ShownImage
      {...{ imageKey, labels }}
      width={image.width ?? 4}
      height={image.height ?? 3}
      shapes={image.shapes}
      alt={plural(image.shapes.length, 'object')}
    />
  );
