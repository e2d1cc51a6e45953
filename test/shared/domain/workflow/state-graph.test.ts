import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { stateGraph } from '../../../../shared/domain/workflow/state-graph.ts';

const definition = JSON.parse(
  readFileSync(new URL('../../../../statemachine/label-train-deploy.asl.json', import.meta.url), 'utf8'),
);
const graph = stateGraph(definition);

it('has every state of the machine, and those of a Map within it', () => {
  const top = graph.nodes.filter(({ within }) => within === null).map(({ name }) => name);
  expect(top).toEqual(Object.keys(definition.States));
  expect(graph.nodes).toContainEqual(expect.objectContaining({ name: 'CreatePreLabelJob', within: 'PreLabel' }));
});

it('knows each way on, and which of them an error takes', () => {
  const from = (name: string) =>
    graph.edges.filter((edge) => edge.from === name).map(({ to, kind }) => `${kind} ${to}`);
  expect(from('ChallengerIsBetter')).toEqual(expect.arrayContaining(['next BeginDeployment', 'next ReleaseTraining']));
  expect(from('PreparePreLabels')).toEqual(['next PreLabel', 'catch StartLabelingJob']);
  const names = new Set(graph.nodes.map(({ name }) => name));
  expect(graph.edges.filter(({ from, to }) => !names.has(from) || !names.has(to))).toEqual([]);
});
