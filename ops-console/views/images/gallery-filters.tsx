import { useState } from 'preact/hooks';
import type { LabelingOverview } from '../../../shared/contracts/labeling-overview.ts';
import { Choice } from '../choice.tsx';

/** Words of the address that a gallery is narrowed by. */
export const GALLERY_WORDS = [
  ...['label', 'split', 'by', 'below', 'batch', 'worker', 'disagreement', 'smaller', 'copies', 'suspicious'],
] as const;

interface Props {
  labels: readonly string[];
  batches: readonly string[];
  workers: LabelingOverview['workers'];
  wanted: Readonly<Record<string, string>>;
  onChoose(choice: Record<string, string>): void;
}

const RARE = ['batch', 'worker', 'disagreement', 'smaller', 'copies'] as const;

/** What a gallery may be narrowed to. The rarer questions are folded away until one of them is asked. */
export function GalleryFilters({ labels, batches, workers, wanted, onChoose }: Props) {
  const choice = (name: string, label: string, options: readonly string[]) => (
    <Choice {...{ label, options, value: wanted[name] ?? '' }} onChoose={(value) => onChoose({ [name]: value })} />
  );
  const [isOpen, setOpen] = useState(RARE.some((name) => wanted[name]));
  const worker = workers.find(({ workerId }) => workerId === wanted.worker)?.name ?? wanted.worker ?? '';
  return (
    <>
      {choice('label', 'class', [...labels, 'none'])}
      {choice('split', 'side', ['train', 'validation'])}
      {choice('by', 'labeled by', ['human', 'machine'])}
      {choice('below', 'confidence below', ['0.5', '0.7', '0.9', '0.99'])}
      {choice('suspicious', 'the champion contradicts', ['yes'])}
      <button type="button" class="link" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {isOpen ? 'fewer filters' : 'more filters'}
      </button>
      {isOpen && (
        <>
          {choice('batch', 'batch', batches)}
          <Choice
            label="worker"
            value={worker}
            options={workers.map(({ name }) => name)}
            onChoose={(name) => onChoose({ worker: workers.find((one) => one.name === name)?.workerId ?? '' })}
          />
          {choice('disagreement', 'answers differ by more than', ['0', '0.2', '0.4', '0.6'])}
          {choice('smaller', 'shorter side below', ['64', '128', '256', '512'])}
          {choice('copies', 'has a near-copy', ['yes'])}
        </>
      )}
    </>
  );
}
