import type { GalleryFacets } from '../../../shared/contracts/gallery.ts';
import type { LabelingOverview } from '../../../shared/contracts/labeling-overview.ts';
import { Choice } from '../choice.tsx';
import { useIsNarrow } from '../use-is-narrow.ts';
import { Facet } from './facet.tsx';

/** Words of the address that a gallery is narrowed by; `show=refused` shows what was not taken in instead. */
export const GALLERY_WORDS = [
  ...['label', 'split', 'by', 'below', 'batch', 'tag', 'worker', 'disagreement', 'smaller', 'copies', 'suspicious'],
] as const;

interface Props {
  labels: readonly string[];
  /** Undefined until the first answer. */
  facets: GalleryFacets | undefined;
  workers: LabelingOverview['workers'];
  /** Texts have no size, no copies and no model. */
  isOfTexts: boolean;
  /** Files that were not taken in. */
  refused: number;
  wanted: Readonly<Record<string, string>>;
  onChoose(choice: Record<string, string>): void;
}

/** What a gallery may be narrowed to, with how many images there are of each. */
export function GalleryFilters({ labels, facets, workers, isOfTexts, refused, wanted, onChoose }: Props) {
  const isNarrow = useIsNarrow();
  const facet = (name: keyof GalleryFacets, title: string, values: readonly string[]) => (
    <Facet
      {...{ title, values, counts: facets?.[name] ?? {}, chosen: wanted[name] ?? '' }}
      labels={name === 'label' ? labels : []}
      onChoose={(value) => onChoose({ [name]: value })}
    />
  );
  const choice = (name: string, label: string, options: readonly string[]) => (
    <Choice {...{ label, options, value: wanted[name] ?? '' }} onChoose={(value) => onChoose({ [name]: value })} />
  );
  const worker = workers.find(({ workerId }) => workerId === wanted.worker)?.name ?? wanted.worker ?? '';
  const newest = Object.keys(facets?.batch ?? {})
    .sort()
    .reverse();
  return (
    <details class="facets" open={!isNarrow}>
      <summary>Filters</summary>
      {facet('label', 'class', [...labels, ...(facets?.label.none ? ['none'] : [])])}
      {facet('split', 'side', ['train', 'validation'])}
      {facet('by', 'labeled by', ['human', 'machine'])}
      {facet('tag', 'tag', Object.keys(facets?.tag ?? {}).sort())}
      <fieldset>
        <legend>worth a look</legend>
        {!isOfTexts && choice('suspicious', 'the champion contradicts', ['yes'])}
        {choice('below', 'confidence below', ['0.5', '0.7', '0.9', '0.99'])}
        {choice('disagreement', 'answers differ by more than', ['0', '0.2', '0.4', '0.6'])}
        {!isOfTexts && choice('copies', 'has a near-copy', ['yes'])}
        {!isOfTexts && choice('smaller', 'shorter side below', ['64', '128', '256', '512'])}
      </fieldset>
      <fieldset>
        <legend>where from</legend>
        {choice('batch', 'batch', newest)}
        <Choice
          label="worker"
          value={worker}
          options={workers.map(({ name }) => name)}
          onChoose={(name) => onChoose({ worker: workers.find((one) => one.name === name)?.workerId ?? '' })}
        />
      </fieldset>
      <fieldset>
        <legend>not taken in</legend>
        <button
          type="button"
          class="facet"
          aria-pressed={wanted.show === 'refused'}
          onClick={() => onChoose({ show: wanted.show === 'refused' ? '' : 'refused' })}
        >
          <span>in quarantine</span>
          <span class="count">{refused.toLocaleString('en')}</span>
        </button>
      </fieldset>
    </details>
  );
}
