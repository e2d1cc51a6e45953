import { useMemo } from 'preact/hooks';
import type { GalleryShape, ImageStory } from '../../shared/contracts/gallery.ts';
import { projects, readStory } from '../console-client.ts';
import { Link, pathTo } from '../router.tsx';
import { Missing } from '../views/missing.tsx';
import { ShownImage } from '../views/pictures/shown-image.tsx';
import { ShownText } from '../views/pictures/shown-text.tsx';
import { RelabelButton } from '../views/relabel-button.tsx';
import { SimilarImages } from '../views/similar-images.tsx';
import { useLoaded } from '../views/use-loaded.ts';
import { when } from '../views/when.ts';

/** One image from its upload to its label: what each worker said beside what came of it. */
export function ImagePage({ name, sha256 }: { name: string; sha256: string }) {
  const project = projects.value.find((one) => one.project === name);
  const answer = useLoaded(() => readStory(name, sha256), [name, sha256, project?.dataset?.datasetVersion]);
  if (!project) return <Missing what={`project ${name}`} to="/images" />;
  if (answer === undefined) return <p class="faint">loading</p>;
  if (answer === null)
    return <Missing what={`image ${sha256.slice(0, 12)} in ${name}`} to={pathTo(['images', name])} />;
  return <Story project={name} labels={project.labels} story={answer} />;
}

/** Manifests write UTC without saying so. */
const ofManifest = (createdAt: string) => `${createdAt.slice(0, 19)}Z`;

function Story({ project, labels, story }: { project: string; labels: readonly string[]; story: ImageStory }) {
  const { key, width, height, label, batches, versions } = story;
  const shown = { imageKey: key, width, height, labels };
  const answers = useMemo(() => batches.flatMap(({ answers }) => answers).length, [batches]);
  return (
    <>
      <div class="title">
        <h1>{story.name}</h1>
        <span class={`pill ${story.outcome === 'labeled' ? 'SUCCEEDED' : 'RUNNING'}`}>{story.outcome}</span>
        <Link to={pathTo(['images', project])}>{project}</Link>
        <span class="push">
          <RelabelButton project={project} imageKey={key} suggestion="check and correct" />
        </span>
      </div>
      {story.reason && <p class="note">{story.reason}</p>}
      <div class="halves">
        <section aria-label="facts">
          <h2>What is known</h2>
          <dl>
            <dt>size</dt>
            <dd>
              {story.text ? `${story.text.characters} characters` : `${width} x ${height} pixels`}, {story.bytes} bytes
            </dd>
            <dt>SHA-256</dt>
            <dd>
              <code>{story.sha256}</code>
            </dd>
            <dt>accepted</dt>
            <dd>{when(story.ingestedAt)}</dd>
            <dt>side</dt>
            <dd>{story.split}</dd>
            <dt>answers</dt>
            <dd>
              {answers} in {batches.map(({ batchId }) => batchId).join(', ') || 'no batch yet'}
            </dd>
            {story.tags.length > 0 && (
              <>
                <dt>tags</dt>
                <dd>{story.tags.join(', ')}</dd>
              </>
            )}
            <dt>dataset</dt>
            <dd>{versions.map(({ datasetVersion }) => `version ${datasetVersion}`).join(', ') || 'not yet'}</dd>
          </dl>
        </section>
        <section aria-label="label">
          <h2>
            Label{' '}
            <span class="faint">
              {label
                ? `by ${label.by === 'human' ? 'people' : 'the machine'}, ${when(ofManifest(label.createdAt))}`
                : 'none yet'}
            </span>
          </h2>
          {story.text ? (
            <ShownText text={story.text} spans={story.text.spans} labels={labels} />
          ) : (
            <ShownImage {...shown} shapes={label?.shapes ?? []} alt={describe(label?.shapes ?? [])} />
          )}
          <p class="faint">
            {label?.classes.length ? label.classes.join(', ') : label && describe(story.text?.spans ?? label.shapes)}
          </p>
        </section>
      </div>
      {batches.map(({ batchId, jobName, answers: given, declined }) => (
        <section key={batchId}>
          <h2>
            What workers answered <span class="faint">{jobName}</span>
          </h2>
          {declined.map(({ worker, reason, at }) => (
            <p key={worker}>
              <b class="running">declined</b> by {worker}: {reason} <span class="faint">{when(at)}</span>
            </p>
          ))}
          {given.length === 0 && <p class="faint">Nobody yet, or the labels were brought from elsewhere.</p>}
          <ul class="gallery">
            {given.map(({ workerId, worker, shapes, spans, raw }) => (
              <li key={workerId}>
                {story.text && spans ? (
                  <ShownText text={story.text} spans={spans} labels={labels} />
                ) : shapes ? (
                  <ShownImage {...shown} shapes={shapes} alt={describe(shapes)} />
                ) : (
                  <pre>{raw}</pre>
                )}
                <small class="faint">
                  {worker ?? workerId}
                  {(shapes ?? spans) && `: ${describe(shapes ?? spans!)}`}
                </small>
              </li>
            ))}
          </ul>
        </section>
      ))}
      <Predictions story={story} labels={labels} />
      {!story.text && <SimilarImages project={project} sha256={story.sha256} />}
    </>
  );
}

/** What every model since said of it. */
function Predictions({ story, labels }: { story: ImageStory; labels: readonly string[] }) {
  const { predictions, key, width, height } = story;
  if (predictions.length === 0) return null;
  return (
    <section>
      <h2>What models said</h2>
      <ul class="gallery">
        {predictions.map(({ modelName, batchId, isChampion, at, shapes, raw }) => (
          <li key={modelName ?? batchId}>
            {shapes ? (
              <ShownImage {...{ imageKey: key, width, height, labels, shapes }} alt={describe(shapes)} />
            ) : (
              <pre>{raw}</pre>
            )}
            <small class="faint">
              {modelName ?? `proposed to the workers of ${batchId}`}
              {isChampion && (
                <>
                  {' '}
                  <b class="badge">serves</b>
                </>
              )}
              , {when(at)}
              {shapes && `: ${describe(shapes)}`}
            </small>
          </li>
        ))}
      </ul>
    </section>
  );
}

const describe = (shapes: ReadonlyArray<Pick<GalleryShape, 'label'>>) =>
  `${shapes.length} ${shapes.length === 1 ? 'object' : 'objects'}${shapes.length ? `: ${[...new Set(shapes.map(({ label }) => label))].join(', ')}` : ''}`;
