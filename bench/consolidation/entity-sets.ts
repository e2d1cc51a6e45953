import { emptyBoxState } from '../../shared/domain/consolidation/box-workers.ts';
import {
  consolidateEntities,
  type EntityObject,
  type LabeledSpan,
} from '../../shared/domain/consolidation/entities.ts';
import { seededRandom } from '../../shared/domain/seeded-random.ts';

export const ENTITY_LABELS = ['person', 'place', 'date'];
const WORD = 6;
const WORDS = 40;

interface Noise {
  missed: number;
  spurious: number;
  /** An end one word off. */
  shifted: number;
  mislabeled: number;
}

export const ENTITY_NOISES: Array<[name: string, noise: Noise]> = [
  ['careful', { missed: 0.05, spurious: 0.1, shifted: 0.1, mislabeled: 0.05 }],
  ['usual', { missed: 0.15, spurious: 0.4, shifted: 0.2, mislabeled: 0.1 }],
  ['careless', { missed: 0.3, spurious: 0.8, shifted: 0.35, mislabeled: 0.2 }],
];

/** Texts of words six code points long, entities of one to three words, and what five workers of that noise mark. */
export function entityCrowd(noise: Noise, random: () => number, texts = 60) {
  const pick = (count: number) => Math.floor(random() * count);
  const spanAt = (word: number, words: number, label: string): LabeledSpan => ({
    label,
    startOffset: word * WORD,
    endOffset: (word + words) * WORD - 1,
  });
  // Some workers are worse than others.
  const workers = Array.from({ length: 5 }, (_, at) => ({ id: `worker-${at}`, times: 0.4 + 0.3 * at }));
  const truths: LabeledSpan[][] = [];
  const objects: EntityObject[] = [];
  for (let text = 0; text < texts; text++) {
    const truth: LabeledSpan[] = [];
    for (let word = pick(6); word < WORDS - 4; word += 4 + pick(8))
      truth.push(spanAt(word, 1 + pick(3), ENTITY_LABELS[pick(3)]!));
    truths.push(truth);
    const answers = workers.map(({ id, times }) => {
      const marked = truth.flatMap((span): LabeledSpan[] => {
        if (random() < noise.missed * times) return [];
        const shift = () => (random() < noise.shifted * times ? (random() < 0.5 ? -WORD : WORD) : 0);
        const startOffset = Math.max(0, span.startOffset + shift());
        const endOffset = Math.max(startOffset + WORD - 1, span.endOffset + shift());
        const label = random() < noise.mislabeled * times ? ENTITY_LABELS[pick(3)]! : span.label;
        return [{ label, startOffset, endOffset }];
      });
      if (random() < noise.spurious * times) marked.push(spanAt(pick(WORDS - 3), 1, ENTITY_LABELS[pick(3)]!));
      const apart = marked.filter((span, at) =>
        marked
          .slice(0, at)
          .every((other) => other.endOffset <= span.startOffset || span.endOffset <= other.startOffset),
      );
      return { workerId: id, entities: apart };
    });
    objects.push({ objectId: String(text), answers });
  }
  return { truths, objects };
}

/** What most workers say of each code point; runs of one label are entities. */
export function majorityByToken({ answers }: EntityObject): LabeledSpan[] {
  const spans: LabeledSpan[] = [];
  for (let point = 0; point < WORDS * WORD; point++) {
    const votes = new Map<string, number>();
    for (const { entities } of answers) {
      const label = entities.find(({ startOffset, endOffset }) => startOffset <= point && point < endOffset)?.label;
      if (label) votes.set(label, (votes.get(label) ?? 0) + 1);
    }
    const [best] = [...votes].sort(([, a], [, b]) => b - a);
    if (!best || best[1] * 2 <= answers.length) continue;
    const last = spans.at(-1);
    if (last && last.endOffset === point && last.label === best[0]) last.endOffset++;
    else spans.push({ label: best[0], startOffset: point, endOffset: point + 1 });
  }
  return spans;
}

/** F1 of exact spans with their labels. */
export function spanF1(found: readonly LabeledSpan[][], truths: readonly LabeledSpan[][]): number {
  const keyOf = ({ label, startOffset, endOffset }: LabeledSpan) => `${label} ${startOffset} ${endOffset}`;
  let [right, all] = [0, 0];
  for (const [at, spans] of found.entries()) {
    const real = new Set(truths[at]!.map(keyOf));
    right += spans.filter((span) => real.has(keyOf(span))).length;
    all += spans.length + real.size;
  }
  return (2 * right) / all;
}

/** The entities of a consolidation that are part of the label. */
export const consolidatedSpans = (objects: readonly EntityObject[]) =>
  consolidateEntities(objects, ENTITY_LABELS, emptyBoxState()).objects.map(({ entities }) =>
    entities.filter(({ confidence }) => confidence >= 0.5),
  );

const DRAWS = 20;

/** F1 of exact entities, five workers of three noise levels, ours and what most say of each code point; the mean of draws. */
export function entityTable(): string[] {
  const lines = [
    '',
    `entities, five workers, 80 texts, ${DRAWS} draws: F1`,
    'workers     by token   labelloop   draws won',
  ];
  for (const [name, noise] of ENTITY_NOISES) {
    let [won, ours, others] = [0, 0, 0];
    for (let draw = 1; draw <= DRAWS; draw++) {
      const { truths, objects } = entityCrowd(noise, seededRandom(draw), 80);
      const [own, majority] = [
        spanF1(consolidatedSpans(objects), truths),
        spanF1(objects.map(majorityByToken), truths),
      ];
      won += own > majority ? 1 : 0;
      ours += own / DRAWS;
      others += majority / DRAWS;
    }
    lines.push(
      `${name.padEnd(12)}${others.toFixed(3).padStart(8)}${ours.toFixed(3).padStart(12)}   ${won} of ${DRAWS}`,
    );
  }
  return lines;
}
