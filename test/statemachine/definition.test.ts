import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import validate from 'asl-validator';
import { parse } from 'yaml';
import { nextStates, parseDefinition } from '../../local-cloud/step-functions/check-definition.ts';
import type { State, TaskState } from '../../local-cloud/step-functions/definition.ts';
import { evaluateTemplate } from '../../local-cloud/step-functions/jsonata/evaluate.ts';
import { allStates, definitionText, readDefinition } from './definition.ts';

const definition = readDefinition();
const states = new Map(allStates(definition));
const lambdaStates = [...states].filter(
  ([, state]) => state.Type === 'Task' && state.Resource === 'arn:aws:states:::lambda:invoke',
);
const contract = readFileSync(new URL('../../shared/contracts/workflow-state.ts', import.meta.url), 'utf8');
const serverless = readFileSync(new URL('../../serverless.yml', import.meta.url), 'utf8');
interface ServerlessFile {
  provider: { timeout: number };
  functions: Record<string, { timeout?: number }>;
}
const contractStates = [...contract.matchAll(/export (?:interface|type) (\w+?)(?:Output|Input)\b/g)]
  .map((match) => match[1]!)
  .filter((name) => !['Execution', 'Step'].includes(name));

/** Create and Describe errors that the machine looks into before it decides. */
const LOOKED_INTO = [
  'FindTrainingJob',
  'FindModel',
  'FindTransformJob',
  'FindPreLabelJob',
  'FindEndpointConfig',
  'EndpointMissing',
  'WaitForEndpoint',
  'RestoreEndpoint',
  // The registry stops no deployment that nobody has to approve.
  'CreateModelPackage',
  'ApprovalNeeded',
  'ReleaseTraining',
];

describe('label-train-deploy.asl.json', () => {
  it('is valid for asl-validator', () => {
    expect(validate(structuredClone(definition))).toMatchObject({ isValid: true });
  });

  it('compiles with the JSONata and the features that the laptop has, which are those of AWS', () => {
    expect(() => parseDefinition(definitionText)).not.toThrow();
  });

  it('names a Lambda state for each step of the contract, and no other', () => {
    expect(lambdaStates.map(([name]) => name).sort()).toEqual([...new Set(contractStates)].sort());
  });

  it('gets its function names by substitution, one per Lambda state, and substitutes nothing else', () => {
    for (const [name, state] of lambdaStates) {
      expect(state).toMatchObject({
        Arguments: { FunctionName: `\${${name}FunctionArn}` },
        TimeoutSeconds: expect.any(Number),
      });
    }
    expect(definitionText.match(/\$\{/g)).toHaveLength(lambdaStates.length);
  });

  it('gives each Lambda state ten seconds more than its function has, so that Lambda tells first', () => {
    const { provider, functions } = parse(serverless, { logLevel: 'silent' }) as ServerlessFile;
    for (const [name, state] of lambdaStates) {
      const limit = functions[name.charAt(0).toLowerCase() + name.slice(1)]?.timeout ?? provider.timeout;
      expect([name, (state as TaskState).TimeoutSeconds]).toEqual([name, limit + 10]);
    }
  });

  it('calls SageMaker by the SDK integration only, without .sync, and never its labeling API', () => {
    for (const [, state] of states) {
      if (state.Type !== 'Task' || lambdaStates.some(([, lambda]) => lambda === state)) continue;
      expect(state.Resource).toMatch(/^arn:aws:states:::aws-sdk:sagemaker:\w+$/);
      expect(state.Resource).not.toMatch(/Labeling/);
    }
  });

  it('lets a caught error lead to Failed, Superseded, a closer look or, for pre-labels, on without them', () => {
    const withoutPreLabels = ['PreparePreLabels', 'PreLabel'];
    const innerFailures = ['TransformFailed', 'PreLabelFailed'];
    for (const [name, state] of states) {
      for (const { ErrorEquals, Next } of 'Catch' in state ? (state.Catch ?? []) : []) {
        if (ErrorEquals.includes('StaleFenceError')) expect(Next).toBe('Superseded');
        else if (withoutPreLabels.includes(name)) expect(Next).toBe('StartLabelingJob');
        else expect([...LOOKED_INTO, ...innerFailures, 'RecordFailure', 'Failed']).toContain(Next);
      }
    }
    const afterRecording = nextStates(states.get('RecordFailure') as State);
    expect(new Set(afterRecording)).toEqual(new Set(['Failed']));
  });

  it('catches every error of every Task outside of Maps', () => {
    for (const [name, state] of Object.entries(definition.States)) {
      if (state.Type !== 'Task' && state.Type !== 'Map') continue;
      expect([name, state.Catch?.at(-1)?.ErrorEquals]).toEqual([name, ['States.ALL']]);
    }
  });

  it('counts from 0 where an interpreter knows no RedriveCount', async () => {
    const { Arguments } = states.get('PrepareTraining') as TaskState;
    const { Payload } = Arguments as { Payload: string };
    const context = { Execution: { Id: 'arn', Input: {} }, State: { EnteredTime: '2026-11-30T09:00:00Z' } };
    const variables = { claim: { fence: 1, datasetVersion: 2 }, attempt: 1 };
    expect(await evaluateTemplate(Payload, 'Payload', { states: { context }, variables, now: 0 })).toMatchObject({
      redriveCount: 0,
      attempt: 1,
    });
  });
});
