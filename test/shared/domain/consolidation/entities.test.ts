import { describe, expect, it } from '@jest/globals';
import {
  consolidatedSpans,
  ENTITY_LABELS,
  ENTITY_NOISES,
  entityCrowd,
  majorityByToken,
  spanF1,
} from '../../../../bench/consolidation/entity-sets.ts';
import { emptyBoxState } from '../../../../shared/domain/consolidation/box-workers.ts';
import { consolidateEntities } from '../../../../shared/domain/consolidation/entities.ts';
import { seededRandom } from '../../../../shared/domain/seeded-random.ts';

describe('consolidated entities', () => {
  it.each(ENTITY_NOISES)('are nearer to the truth than the majority by token: %s workers', (_, noise) => {
    const { truths, objects } = entityCrowd(noise, seededRandom(11), 80);
    const [ours, majority] = [spanF1(consolidatedSpans(objects), truths), spanF1(objects.map(majorityByToken), truths)];
    expect(ours).toBeGreaterThan(majority);
  });

  it('begin and end where some worker did, and are the same in any order of answers', () => {
    const { objects } = entityCrowd(ENTITY_NOISES[2]![1], seededRandom(3), 10);
    const found = consolidateEntities(objects, ENTITY_LABELS, emptyBoxState()).objects;
    for (const [at, { entities }] of found.entries()) {
      const marked = objects[at]!.answers.flatMap(({ entities: own }) => own);
      for (const { startOffset, endOffset } of entities) {
        expect(marked.map((span) => span.startOffset)).toContain(startOffset);
        expect(marked.map((span) => span.endOffset)).toContain(endOffset);
        expect(startOffset).toBeLessThan(endOffset);
      }
    }
    const turned = objects.map(({ objectId, answers }) => ({ objectId, answers: [...answers].reverse() }));
    expect(consolidateEntities(turned, ENTITY_LABELS, emptyBoxState()).objects).toEqual(found);
  });

  it('never overlap as parts of the label', () => {
    const { objects } = entityCrowd(ENTITY_NOISES[2]![1], seededRandom(5));
    for (const entities of consolidatedSpans(objects))
      for (const [at, span] of entities.entries())
        for (const other of entities.slice(at + 1))
          expect(other.startOffset >= span.endOffset || span.startOffset >= other.endOffset).toBe(true);
  });

  it('overlap where those who marked the one marked the other too', () => {
    const [outer, inner] = [
      { label: 'place', startOffset: 0, endOffset: 20 },
      { label: 'person', startOffset: 0, endOffset: 8 },
    ];
    const both = ['a', 'b', 'c'].map((workerId) => ({ workerId, entities: [outer!, inner!] }));
    const apart = ['a', 'b', 'c', 'd', 'e'].map((workerId, at) => ({ workerId, entities: [at < 3 ? outer! : inner!] }));
    const [meant, either] = consolidatedSpans([
      { objectId: '1', answers: both },
      { objectId: '2', answers: apart },
    ]);
    expect(meant!.map(({ label }) => label).sort()).toEqual(['person', 'place']);
    expect(either!.map(({ label }) => label)).toEqual(['place']);
  });
});
