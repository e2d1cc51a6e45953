import { LABEL_ATTRIBUTE_NAME } from '../../contracts/label-attributes.ts';
import { entityLabelSchema, entityMetadataSchema } from '../../contracts/label-values.ts';
import { asBoxObject, boxOfSpan, consolidateEntities, type LabeledSpan } from '../consolidation/entities.ts';
import { judgeShapes } from '../consolidation/judge-by-gold.ts';
import { intersectionOverUnion } from '../shapes/bounding-box.ts';
import type { AnswerKind, Consolidate, InitialValue, Simulate } from './answer-kind.ts';
import { compareShapes, SAME } from './comparison.ts';
import { answerOfShapes, weighShapes } from './drawn-shapes.ts';
import { objectsOf } from './fields.ts';
import { LEAST_CANDIDATE, objectMetadata } from './written-shapes.ts';

export interface EntitiesAnswer {
  kind: 'entities';
  entities: LabeledSpan[];
}

const isOffset = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 0;

const asFinding = ({ label, ...span }: LabeledSpan) => ({ label, shape: boxOfSpan(span) });

/** The entities that workers start from (`initial-value.ts`). */
export const initialEntities: InitialValue = (line, labels) => {
  const label = entityLabelSchema.safeParse(line[LABEL_ATTRIBUTE_NAME]);
  return label.success ? label.data.annotations.entities.filter(({ label: name }) => labels.includes(name)) : undefined;
};

/** Entities of several workers -> labels (`consolidations.ts`). */
export const mergeEntitiesAnswers: Consolidate<EntitiesAnswer> = (objects, { labels, state, calibrate }) => {
  const { objects: found, contribution } = consolidateEntities(objects, labels, state.entities);
  return {
    labels: found.map(({ entities: consensus }, at) => {
      const isAlone = objects[at]!.answers.length === 1;
      const kept = consensus.filter(({ confidence }) => isAlone || confidence >= LEAST_CANDIDATE);
      return {
        value: {
          annotations: {
            entities: kept.map(({ label, startOffset, endOffset }) => ({ endOffset, startOffset, label })),
            labels: labels.map((label) => ({ label })),
          },
        },
        metadata: {
          entities: kept.map(({ confidence }) => (isAlone ? {} : objectMetadata(confidence, calibrate))),
          type: 'groundtruth/text-span',
        },
      };
    }),
    learnt: { entities: contribution },
  };
};

/** A text is seen as a line of boxes, one code point wide each. */
export const simulateEntities: Simulate = ({ boxes, size }) => ({
  entities: boxes.map(({ label, left, width }) => {
    const startOffset = Math.min(Math.max(0, Math.round(left)), size.width - 1);
    const endOffset = Math.min(Math.round(left + width), size.width);
    return { label, startOffset, endOffset: Math.max(startOffset + 1, endOffset) };
  }),
});

/** Labeled parts of a text: `crowd-entity-annotation`. */
export const entities: AnswerKind<EntitiesAnswer> = {
  elements: ['crowd-entity-annotation'],

  read(fields, labels) {
    if (!Array.isArray(fields.entities)) return undefined;
    const marked = objectsOf(fields.entities).flatMap(({ label, startOffset, endOffset }) => {
      const isKnown = typeof label === 'string' && labels.includes(label);
      const isSpan = isOffset(startOffset) && isOffset(endOffset) && startOffset < endOffset;
      return isKnown && isSpan ? { label, startOffset, endOffset } : [];
    });
    return answerOfShapes({ kind: 'entities', entities: marked }, marked.length, fields.entities);
  },

  known({ value }) {
    const label = entityLabelSchema.safeParse(value);
    if (!label.success) return undefined;
    return { kind: 'entities', entities: label.data.annotations.entities };
  },

  /**
   * Right is the very span; one that overlaps it by half or more is misplaced. Nothing is drawn of it: a text has no
   * pixels.
   */
  compare(given, known) {
    const { score, findings } = compareShapes(
      given?.entities.map(asFinding),
      known.entities.map(asFinding),
      (one, other) => {
        const overlap = intersectionOverUnion(one, other);
        return overlap === 1 ? 1 : overlap * (SAME - 0.01);
      },
    );
    return { score, findings: findings.map(({ given: _given, known: _known, ...finding }) => finding) };
  },

  truth: ({ entities: known }) => ({
    boundingBoxes: known.map(({ label, ...span }) => ({ label, ...boxOfSpan(span) })),
  }),

  judge({ value, metadata }, truth) {
    if (!('boundingBoxes' in truth)) return [];
    const { annotations } = entityLabelSchema.parse(value);
    const { entities: sure } = entityMetadataSchema.parse(metadata);
    const claimed = annotations.entities.map(({ label, ...span }, at) => ({
      label,
      ...boxOfSpan(span),
      confidence: sure[at]?.confidence,
    }));
    return judgeShapes(claimed, truth.boundingBoxes);
  },

  weigh(objects, labels, known) {
    const { errors, learnt } = weighShapes(objects.map(asBoxObject), labels, { ...known, boxes: known.entities });
    return { errors, learnt: { entities: learnt.boxes } };
  },
};
