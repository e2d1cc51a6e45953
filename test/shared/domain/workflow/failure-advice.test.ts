import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { adviseOn, failureAdvice, remedyText } from '../../../../shared/domain/workflow/failure-advice.ts';
import * as errors from '../../../../shared/errors.ts';

const text = (path: string) => readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8');
const names = Object.keys(failureAdvice);

/** No execution waits for these: the labeling engine's announcer, `post-webhook`, and a person who rolls back. */
const NO_EXECUTION_ENDS_WITH = ['EventRefusedError', 'WebhookRefusedError', 'EndpointFailedError'];

/** Headings of one word that are an error's name, not a situation. */
const entries = [...text('docs/runbook.md').matchAll(/^## (\S+)$/gm)]
  .map(([, name]) => name!)
  .filter((name) => !NO_EXECUTION_ENDS_WITH.includes(name));

/** Names that the state machine gives a failure itself, retries, or makes of a job's last status. */
function namesOfTheMachine(): string[] {
  const asl = text('statemachine/label-train-deploy.asl.json');
  const retried = [...asl.matchAll(/"ErrorEquals": \[([^\]]*)\]/g)].flatMap(([, list]) => list!.match(/[\w.]+/g) ?? []);
  const given = [...asl.matchAll(/"error": "(\w+)"/g)].map(([, name]) => name!);
  const jobs = [...asl.matchAll(/'(\w+Job)' & \$\w+\.status/g), ...asl.matchAll(/\{% '(\w+Job)' &/g)];
  const ended = jobs.flatMap(([, job]) => [`${job}Failed`, `${job}Stopped`]);
  const endpoint = asl.match(/Endpoint(?:RolledBack|NotInService)/g) ?? [];
  return [...new Set([...retried, ...given, ...ended, ...endpoint])].filter((name) => name !== 'States.ALL');
}

describe('advice on failures', () => {
  it('has a runbook entry for each name, and each runbook entry of an execution’s error stands in the table', () => {
    expect(names.filter((name) => !entries.includes(name))).toEqual([]);
    expect(entries.filter((name) => !names.includes(name))).toEqual([]);
  });

  it('knows every error of ours that an execution can end with', () => {
    const ours = Object.keys(errors).filter((name) => !NO_EXECUTION_ENDS_WITH.includes(name));
    expect(ours.filter((name) => !names.includes(name))).toEqual([]);
  });

  it('knows every name that the state machine gives or retries', () => {
    const machine = namesOfTheMachine();
    expect(machine).toEqual(
      expect.arrayContaining(['TrainingJobStopped', 'TransformJobFailed', 'EndpointRolledBack', 'NotOursError']),
    );
    expect(machine.filter((name) => !names.includes(name))).toEqual([]);
  });

  it('speaks in whole sentences, and leads to a command with a colon', () => {
    for (const [name, { sentence, remedy, command }] of Object.entries(failureAdvice)) {
      expect(`${name}: ${sentence}`).toMatch(/: [A-Z].*\.$/);
      expect(`${name}: ${remedy}`).toMatch(command ? /: [A-Z].*:$/ : /: [A-Z].*\.$/);
    }
  });

  it('names the project in the command', () => {
    const advice = adviseOn({ error: 'InvalidDocumentError', cause: '' }, 'birds');
    expect(advice.command).toBe('labelloop retry birds');
    expect(remedyText(advice)).toMatch(/, then: labelloop retry birds$/);
    expect(remedyText(adviseOn({ error: 'StaleFenceError', cause: '' }, 'birds'))).toMatch(/deploys\.$/);
  });

  it.each([
    ['TrainingJobFailed', 'birds-v2: CapacityError: no ml.m5.large', 'CapacityError'],
    ['TrainingJobFailed', 'birds-v2: InternalServerError: sorry', 'InternalServerError'],
    ['TrainingJobFailed', 'birds-v2: AlgorithmError: out of memory', 'TrainingJobFailed'],
    ['TrainingJobStopped', 'birds-v2: MaxWaitTimeExceeded: ', 'MaxWaitTimeExceeded'],
    ['TrainingJobStopped', 'birds-v2: MaxRuntimeExceeded: ', 'MaxRuntimeExceeded'],
    ['TrainingJobStopped', 'birds-v2: Stopped: ', 'TrainingJobStopped'],
    [
      'EndpointNotInService',
      'birds is Failed on b, wanted b. Unable to provision requested ML compute capacity due to InsufficientInstanceCapacity error.',
      'CapacityError',
    ],
    ['SageMaker.SageMakerException', 'Rate exceeded (Service: SageMaker, Status Code: 400)', 'ThrottlingException'],
    ['SageMaker.SageMakerException', 'not authorized to perform sagemaker:CreateModel', 'SageMaker.SageMakerException'],
    ['InvalidDocumentError', '{"errorMessage":"name holds CapacityError"}', 'InvalidDocumentError'],
  ])('reads of %s with the cause "%s" the advice of %s', (error, cause, name) => {
    expect(adviseOn({ error, cause }, 'birds').sentence).toBe(failureAdvice[name]!.sentence);
  });

  it.each(['Lambda.SomethingNew', 'toString', ''])('has a plain answer to the name "%s" that nobody knows', (error) => {
    expect(adviseOn({ error, cause: '' }, 'birds')).toMatchObject({
      sentence: expect.stringContaining('no entry'),
      command: 'labelloop retry birds',
    });
  });
});
