import { useState } from 'preact/hooks';
import {
  fetchExport,
  fetchExportFormats,
  postExclusion,
  postInclusion,
  postRelabels,
  postTag,
} from '../../console-client.ts';
import { Choice } from '../choice.tsx';
import { plural } from '../figures.ts';
import { Question } from '../question.tsx';
import { useLoaded } from '../use-loaded.ts';

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
  /** Tags of the project. */
  tags: readonly string[];
  /** Somebody gave or took a tag. */
  onTagged(): void;
}

/** What can be done with the images that somebody chose. */
export function SelectionBar({ project, chosen, version, total, tags, onChooseAll, onClear, onTagged }: Props) {
  const [excluded, setExcluded] = useState<{ images: string[]; from: number; told: string }>();
  const [isBusy, setBusy] = useState(false);
  const [format, setFormat] = useState('');
  const formats = useLoaded(() => fetchExportFormats(project), [project]);
  const mark = async (tag: string, isOn: boolean) => {
    const changed = plural(await postTag(project, chosen, tag, isOn), 'image');
    onTagged();
    return isOn ? `${changed} tagged ${tag}` : `${changed} without ${tag}`;
  };
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
          <Question
            key={`tag ${chosen.length}`}
            action="tag"
            question={`A word for ${images}, to find them by`}
            suggestion=""
            isLine
            yes="tag them"
            onYes={(tag) => mark(tag.trim(), true)}
          />
          {tags.length > 0 && (
            <Question
              key={`untag ${chosen.length}`}
              action="untag"
              question={`Which tag shall ${images} lose? There ${tags.length === 1 ? 'is' : 'are'} ${tags.join(', ')}.`}
              suggestion={tags[0]!}
              isLine
              yes="take it off"
              onYes={(tag) => mark(tag.trim(), false)}
            />
          )}
          <Choice
            label="export as"
            value={format || (formats?.[0] ?? '')}
            options={formats ?? []}
            onChoose={setFormat}
            isRequired
          />
          <button
            type="button"
            disabled={isBusy || !formats}
            onClick={() => void busily(() => save(project, chosen, format || formats![0]!))}
          >
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

/** What a format cannot hold stands in its `loss.json`. */
async function save(project: string, images: readonly string[], format: string): Promise<void> {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await fetchExport(project, images, format));
  link.download = `${project}-${images.length}-${format}.tar.gz`;
  link.click();
  URL.revokeObjectURL(link.href);
}
