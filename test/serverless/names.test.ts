import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readLaptopTemplate } from '../../local-cloud/template/laptop-template.ts';
import { readStack } from '../../local-cloud/template/stack.ts';
import * as errors from '../../shared/errors.ts';
import { root } from './packaged-template.ts';

interface State {
  Type: string;
  Resource?: string;
  Arguments?: { FunctionName?: string };
  TimeoutSeconds?: number;
  Retry?: Array<{ ErrorEquals: string[] }>;
  Catch?: Array<{ ErrorEquals: string[] }>;
  ItemProcessor?: { States: Record<string, State> };
}

const machine: { States: Record<string, State> } = JSON.parse(
  readFileSync(join(root, 'statemachine/label-train-deploy.asl.json'), 'utf8'),
);
const statesOf = (states: Record<string, State>): Array<[string, State]> =>
  Object.entries(states).flatMap(([name, state]) => [[name, state], ...statesOf(state.ItemProcessor?.States ?? {})]);
const states = statesOf(machine.States);
/** Its partition is that of the region it is deployed to. */
const LAMBDA_INVOKE = /^arn:\$\{Partition\}:states:::lambda:invoke$/;
const lambdaStates = states.filter(([, { Resource }]) => LAMBDA_INVOKE.test(Resource ?? ''));
const files = readdirSync(join(root, 'functions')).map((file) => file.replace(/\.ts$/, ''));
const { functions } = readLaptopTemplate(root);
const camelCase = (name: string) => name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
const pascalCase = (name: string) => camelCase(`-${name}`);

describe('a name', () => {
  it('is the same in functions/, in serverless.yml and for the step that the function calls', () => {
    const logicalIds = Object.entries(readStack(root))
      .filter(([, { Type }]) => Type === 'AWS::Lambda::Function')
      .map(([id]) => id);
    expect(logicalIds.sort()).toEqual(files.map((file) => `${pascalCase(file)}LambdaFunction`).sort());
    expect(functions.map(({ name }) => name).sort()).toEqual(files.map((file) => `labelloop-dev-${file}`).sort());
    for (const file of files) {
      const text = readFileSync(join(root, 'functions', `${file}.ts`), 'utf8');
      const named = new RegExp(`function ${camelCase(file)}\\(|import \\{ ${camelCase(file)} \\}`);
      expect({ file, named: named.test(text) }).toEqual({ file, named: true });
    }
  });

  it('is the same in the state machine', () => {
    for (const [state, { Arguments }] of lambdaStates) {
      expect(Arguments?.FunctionName).toBe(`\${${state}FunctionArn}`);
      expect(files.map(pascalCase)).toContain(state);
    }
    expect(lambdaStates.length).toBeGreaterThan(8);
  });
});

describe('the state machine', () => {
  it("waits a little longer for a function than the function's own time limit", () => {
    for (const [state, { TimeoutSeconds }] of lambdaStates) {
      const own = functions.find(({ principal }) => pascalCase(principal) === state)?.timeoutSeconds;
      expect({ state, TimeoutSeconds }).toEqual({ state, TimeoutSeconds: own! + 10 });
    }
  });

  it('catches and retries only errors that exist', () => {
    const named = states.flatMap(([, { Retry = [], Catch = [] }]) =>
      [...Retry, ...Catch].flatMap((rule) => rule.ErrorEquals),
    );
    const ours = Object.keys(errors);
    const unknown = named.filter((name) => !/^(States|Lambda|SageMaker)\.[A-Z]/.test(name) && !ours.includes(name));
    expect(unknown).toEqual([]);
    expect(named).toContain('ContendedError');
  });
});

describe('every handler', () => {
  it('is in a bundle of its own', () => {
    for (const { folder, handler } of functions) {
      expect(handler).toBe('index.handler');
      expect({ folder, exists: existsSync(join(folder, 'index.mjs')) }).toEqual({ folder, exists: true });
    }
  });
});
