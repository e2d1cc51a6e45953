import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { layoutGraph } from '../../../../ops-console/views/executions/graph-layout.ts';
import { stateGraph } from '../../../../shared/domain/workflow/state-graph.ts';

const { states, edges, width, height } = layoutGraph(
  stateGraph(
    JSON.parse(readFileSync(new URL('../../../../statemachine/label-train-deploy.asl.json', import.meta.url), 'utf8')),
  ),
);

it('gives every state of the machine a place of its own', () => {
  const overlapping = states.flatMap((one, index) =>
    states
      .slice(index + 1)
      .filter(
        (other) =>
          one.left < other.left + other.width &&
          other.left < one.left + one.width &&
          one.top < other.top + other.height &&
          other.top < one.top + one.height,
      )
      .map((other) => `${one.name} and ${other.name}`),
  );
  expect(states.length).toBeGreaterThan(30);
  expect(overlapping).toEqual([]);
  expect(states.every(({ left, top }) => left >= 0 && top >= 0 && left < width && top < height)).toBe(true);
});

it('draws the way on, and the ways of errors without spreading the picture for them', () => {
  expect(edges).toContainEqual(
    expect.objectContaining({ from: 'MergeLabels', to: 'AnythingLabeled', kind: 'next', isPlain: true }),
  );
  const errors = edges.filter(({ kind }) => kind === 'catch');
  expect(errors.filter(({ to }) => to === 'RecordFailure').length).toBeGreaterThan(10);
  expect(errors.every(({ points }) => points.length === 2)).toBe(true);
  expect(width).toBeLessThan(1300);
});
