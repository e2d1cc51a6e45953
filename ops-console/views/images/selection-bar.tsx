import { useState } from 'preact/hooks';
import { fetchManifest, postExclusion, postInclusion, postRelabels } from '../../console-client.ts';
import { plural } from '../figures.ts';
import { Question } from '../question.tsx';

interface Props {
  project: string;
  /** Hashes of the chosen images. */
  chosen: readonly string[];
  /** The newest dataset version: what an exclusion can be taken back to. */
  version: number;
  /** All that the filters let through. */
  total: number;
  onChooseAll(): Promise<void>;
  onClear(): void;
}

/** What can be done with the images that somebody chose. */
export function SelectionBar({ project, chosen, version, total, onChooseAll, onClear }: Props) {
  const [excluded, setExcluded] = useState<{ images: string[]; from: number; told: string }>();
  const [isBusy, setBusy] = useState(false);
  const images = plural(chosen.length, 'image');
  const busily = async (work: () => Promise<void>) => {
    setBusy(true);
    await work().finally(() => setBusy(false));
  };
  const undo = async ({ images: out, from }: NonNullable<typeof excluded>) => {
    const back = await postInclusion(project, out, from);
    setExcluded({ images: [], from, told: `${plural(back.images, 'image')} back in version ${back.datasetVersion}` });
  };
  return (
    <section class="selection" aria-label="chosen images">
      <b role="status">{images} chosen</b>
      {chosen.length < total && (
        <button type="button" disabled={isBusy} onClick={() => void busily(onChooseAll)}>
          choose all {total.toLocaleString('en')}
        </button>
      )}
      {chosen.length > 0 && (
        <>
          <Question
            key={`relabel ${chosen.length}`}
            action="send back"
            question={`What shall people correct on ${images}? They begin with the present labels.`}
            suggestion="check and correct"
            yes="send back"
            onYes={async (note) =>
              `${await postRelabels(project, chosen, note)} sent back; a batch of them begins in a minute`
            }
          />
          <Question
            key={`exclude ${chosen.length}`}
            action="exclude"
            question={`Why shall no model learn from ${images}? A dataset version without them is made; nothing is deleted.`}
            suggestion=""
            yes="exclude"
            onYes={async (note) => {
              const { images: out, datasetVersion } = await postExclusion(project, chosen, note);
              const told = `version ${datasetVersion} is without ${plural(out, 'image')}`;
              setExcluded({ images: [...chosen], from: version, told });
              onClear();
            }}
          />
          <button type="button" disabled={isBusy} onClick={() => void busily(() => save(project, chosen))}>
            export
          </button>
          <button type="button" onClick={onClear}>
            none
          </button>
        </>
      )}
      {excluded && (
        <span>
          {excluded.told}{' '}
          {excluded.images.length > 0 && (
            <button type="button" disabled={isBusy} onClick={() => void busily(() => undo(excluded))}>
              undo
            </button>
          )}
        </span>
      )}
    </section>
  );
}

/** An augmented manifest, which `labelloop dataset convert` makes any other format of. */
async function save(project: string, images: readonly string[]): Promise<void> {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([await fetchManifest(project, images)], { type: 'application/jsonlines' }));
  link.download = `${project}-${images.length}.manifest`;
  link.click();
  URL.revokeObjectURL(link.href);
}
