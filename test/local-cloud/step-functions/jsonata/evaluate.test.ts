import { describe, expect, it } from '@jest/globals';
import type { Json } from '../../../../local-cloud/step-functions/json.ts';
import { evaluateTemplate } from '../../../../local-cloud/step-functions/jsonata/evaluate.ts';

const NOW = Date.UTC(2026, 0, 2, 3, 4, 5, 678);

const evaluate = (template: Json, variables: Record<string, Json> = {}) =>
  evaluateTemplate(template, 'Output', { states: { input: { list: [1], text: 'a' } }, variables, now: NOW });

const failure = (template: Json) =>
  evaluate(template).then(String, (error) => ({ name: error.error, text: error.message }));

describe('JSONata as Step Functions has it', () => {
  it('evaluates what stands between {% and %}, at any depth, and leaves the rest', async () => {
    const template = { a: '{% $states.input.text & $b %}', c: ['{% 1 + 1 %}', 'plain', ' {% 1 %}'], d: null };
    expect(await evaluate(template, { b: 'B' })).toEqual({ a: 'aB', c: [2, 'plain', ' {% 1 %}'], d: null });
  });

  it('keeps a list of one that a path ends in, collapses what a filter leaves, unless [] asks for a list', async () => {
    expect(await evaluate('{% $states.input.list %}')).toEqual([1]);
    expect(await evaluate('{% $states.input.list[$ = 1] %}')).toBe(1);
    expect(await evaluate('{% $states.input.list[$ = 1][] %}')).toEqual([1]);
  });

  it('refuses an expression that gives nothing, but leaves such a member out of an object', async () => {
    expect(await failure({ a: '{% $states.input.nothing %}' })).toEqual({
      name: 'States.QueryEvaluationError',
      text: "The JSONata expression '$states.input.nothing' specified for the field 'Output/a' returned nothing (undefined).",
    });
    expect(await evaluate("{% {'a': $states.input.nothing, 'b': 1} %}")).toEqual({ b: 1 });
  });

  it('refuses functions as values, and reports what JSONata throws', async () => {
    expect(await failure('{% function($x){$x} %}')).toMatchObject({ name: 'States.QueryEvaluationError' });
    expect(await failure('{% [$sum] %}')).toMatchObject({ name: 'States.QueryEvaluationError' });
    expect(await failure("{% 'a' + 1 %}")).toMatchObject({ text: expect.stringContaining('T2001') });
  });

  it('lets $now and $millis follow the clock it is given', async () => {
    expect(await evaluate('{% $now() %}')).toBe('2026-01-02T03:04:05.678Z');
    expect(await evaluate("{% $now('[Y0001]-[M01]', '+0000') %}")).toBe('2026-01');
    expect(await evaluate('{% $millis() %}')).toBe(NOW);
  });

  it('has $partition, $range, $hash, $random, $uuid and $parse, and no $eval', async () => {
    expect(await evaluate('{% $partition([1,2,3], 2) %}')).toEqual([[1, 2], [3]]);
    expect(await evaluate('{% $range(0, 5, 2) %}')).toEqual([0, 2, 4]);
    expect(await evaluate('{% $range(3, 1, -1) %}')).toEqual([3, 2, 1]);
    expect(await evaluate("{% $hash('abc', 'SHA-1') %}")).toBe('a9993e364706816aba3e25717850c26c9cd0d89d');
    expect(await evaluate('{% $random(7) = $random(7) and $random() < 1 %}')).toBe(true);
    expect(await evaluate('{% $uuid() %}')).toMatch(/^[0-9a-f-]{36}$/);
    expect(await evaluate('{% $parse(\'{"a":[1]}\').a %}')).toEqual([1]);
    expect(await failure("{% $eval('1') %}")).toMatchObject({ text: expect.stringContaining('T1006') });
    expect(await failure("{% $hash('abc', 'CRC') %}")).toMatchObject({ name: 'States.QueryEvaluationError' });
  });
});
