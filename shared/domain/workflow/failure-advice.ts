import { causeMessage } from './failure-cause.ts';

/** What a person needs to know of an execution that ended badly. */
export interface FailureAdvice {
  /** What happened, as one whole sentence. */
  sentence: string;
  /** What to do now, as whole sentences. */
  remedy: string;
  /** The command line that helps, where one does. `PROJECT` stands for the project's name in the table. */
  command?: string;
}

const RETRY = 'labelloop retry PROJECT';
const LABEL_NOW = 'labelloop label-now PROJECT';
const STATUS = 'labelloop status PROJECT';

/** Lambda's own trouble: retried by the machine for minutes before the execution ends with it. */
const lambdaRefuses = (sentence: string): FailureAdvice => ({
  sentence,
  remedy: 'It is tried again by itself, with growing pauses. To go on at once:',
  command: RETRY,
});

/**
 * Advice by the name that an execution ended with, or that the cause of a SageMaker job names. docs/runbook.md says
 * more of each.
 */
export const failureAdvice: Readonly<Record<string, FailureAdvice>> = {
  InvalidDocumentError: {
    sentence: 'A document does not match its schema; the message names the field.',
    remedy: 'Correct the document (a setting with `labelloop config`), then:',
    command: RETRY,
  },
  ObjectMissingError: {
    sentence: 'An object that a step needs is gone, or its role may not see it.',
    remedy: 'Restore the key that the message names, or give the role access to it, then:',
    command: RETRY,
  },
  ContendedError: {
    sentence: 'Others changed a small document faster than this step could.',
    remedy: 'Nothing to do: it is tried again by itself.',
  },
  LabelingJobRefusedError: {
    sentence: 'The labeling backend refused the job; the batch keeps its images.',
    remedy: 'Correct what the message names, often labeling.workteamArn, then:',
    command: RETRY,
  },
  NotOursError: {
    sentence: 'A job or resource with our name exists and is not ours; it was not touched.',
    remedy: 'Find out whose it is. For an endpoint choose another endpoint.name with `labelloop config`, then:',
    command: RETRY,
  },
  StaleFenceError: {
    sentence: 'A newer training took over, so this execution stepped back before it deployed.',
    remedy: 'Nothing to do: the newer one deploys.',
  },
  ModelAnswerError: {
    sentence:
      'The model answers, but not in a shape that labelloop reads; the message shows it. The champion was not touched.',
    remedy:
      'Mend the algorithm (`labelloop algorithms check` finds what is wrong), or correct training.algorithm.answer, then:',
    command: RETRY,
  },
  SmokeTestFailedError: {
    sentence: 'The endpoint did not return the boxes that the gate had seen; it was put back to the champion.',
    remedy: "Look at the endpoint's log. The next training deploys again; to train at once:",
    command: RETRY,
  },
  FunctionFailedError: {
    sentence: 'A function that another one calls ended with an error.',
    remedy: "Mend what that function's log says; it is tried again by itself. To go on at once:",
    command: RETRY,
  },
  ConfigurationError: {
    sentence: "A variable of the function's environment is missing or malformed.",
    remedy: 'Deploy the stage again (`labelloop deploy`), then:',
    command: RETRY,
  },
  UnsupportedError: {
    sentence: 'Something was asked for that labelloop does not do.',
    remedy: 'Do what the message says instead, then:',
    command: RETRY,
  },
  LabelingJobFailed: {
    sentence: 'The labeling job ended without any label; its images wait for another batch.',
    remedy: 'Mend what its reason names. They go to another batch by themselves; to send them at once:',
    command: LABEL_NOW,
  },
  LabelingJobStopped: {
    sentence: 'Somebody stopped the labeling job before it had any label; its images wait for another batch.',
    remedy: 'They go to another batch by themselves; to send them at once:',
    command: LABEL_NOW,
  },
  TrainingJobFailed: {
    sentence: 'The training job failed; the labels are safe and the champion serves on.',
    remedy: 'Mend what its reason names: often a hyperparameter (`labelloop config`) or memory. Then:',
    command: RETRY,
  },
  TrainingJobStopped: {
    sentence: 'The training job was stopped, by somebody or by its time limit; the champion serves on.',
    remedy: 'If it ran out of time, give it more or train less (`labelloop config`). Then:',
    command: RETRY,
  },
  TransformJobFailed: {
    sentence: 'The job that lets the new model look at the validation images failed; the champion serves on.',
    remedy: 'Mend what its reason names, then:',
    command: RETRY,
  },
  TransformJobStopped: {
    sentence: 'Somebody stopped the job that lets the new model look at the validation images.',
    remedy: 'The champion serves on. To train again at once:',
    command: RETRY,
  },
  EndpointNotInService: {
    sentence: 'The endpoint did not come into service with the new model.',
    remedy: "Look at the endpoint's log, then train and deploy again:",
    command: RETRY,
  },
  EndpointRolledBack: {
    sentence: 'SageMaker put the endpoint back to the model that served before: the new one failed there.',
    remedy: "It serves on. Look at the endpoint's log, then train and deploy again:",
    command: RETRY,
  },
  ExecutionABORTED: {
    sentence: 'Somebody stopped the execution; labels so far are kept.',
    remedy: 'Nothing goes on by itself. To go on:',
    command: RETRY,
  },
  ExecutionTIMED_OUT: {
    sentence: 'The execution ran for longer than its machine allows (60 days); labels so far are kept.',
    remedy: 'See whether people still label its batch; another execution takes the same labeling job up:',
    command: RETRY,
  },
  ExecutionFAILED: {
    sentence: 'The execution failed and says no error name.',
    remedy: 'Look at its last state in the console, then:',
    command: RETRY,
  },
  'States.Timeout': {
    sentence: 'A step gave no answer within its time.',
    remedy: "Look at the step's log: it waits for something or has too much to do. To try again at once:",
    command: RETRY,
  },
  'States.TaskFailed': {
    sentence: 'A step failed without an error name of its own.',
    remedy: "Mend what the message and the step's log say, then:",
    command: RETRY,
  },
  'States.Runtime': {
    sentence: 'The state machine could not go on with the data that a state has.',
    remedy: 'The machine and the functions are of two releases, or it is a fault of ours. Deploy again, then:',
    command: RETRY,
  },
  'States.QueryEvaluationError': {
    sentence: 'A JSONata expression of the state machine failed on what a step answered.',
    remedy: 'The machine and the functions are of two releases, or it is a fault of ours. Deploy again, then:',
    command: RETRY,
  },
  'States.NoChoiceMatched': {
    sentence: 'A step answered something that the state machine has no way for.',
    remedy: 'The machine and the functions are of two releases, or it is a fault of ours. Deploy again, then:',
    command: RETRY,
  },
  'States.DataLimitExceeded': {
    sentence: 'A step answered more than the 256 KiB that a state may hold.',
    remedy: 'This is a fault of ours: report it with the name of the state. What is labeled is safe:',
    command: STATUS,
  },
  'Lambda.ServiceException': lambdaRefuses('Lambda itself failed, for longer than the retries waited.'),
  'Lambda.AWSLambdaException': lambdaRefuses('Lambda could not run the function, for longer than the retries waited.'),
  'Lambda.SdkClientException': lambdaRefuses(
    'Step Functions could not reach Lambda, for longer than the retries waited.',
  ),
  'Lambda.ClientExecutionTimeoutException': lambdaRefuses(
    'Lambda did not answer Step Functions in time, for longer than the retries waited.',
  ),
  'Lambda.TooManyRequestsException': {
    sentence: 'The account runs as many Lambda functions at once as it may.',
    remedy: 'Wait, or ask AWS for a higher concurrency quota. To try again at once:',
    command: RETRY,
  },
  'Lambda.Unknown': {
    sentence: 'A function died without an error: mostly out of memory or out of time.',
    remedy: "Look at the last lines of the function's log, then:",
    command: RETRY,
  },
  'Sandbox.Timedout': {
    sentence: 'A function ran longer than its timeout.',
    remedy: "Look at the function's log for what it waited for, then:",
    command: RETRY,
  },
  'Runtime.ExitError': {
    sentence: "A function's process died: mostly out of memory.",
    remedy: "Look at the last lines of the function's log, give it more memory in serverless.yml if it ran out, then:",
    command: RETRY,
  },
  'Runtime.ImportModuleError': {
    sentence: "A function's code could not be loaded.",
    remedy: 'Its package is incomplete: deploy the stage again (`labelloop deploy`), then:',
    command: RETRY,
  },
  'SageMaker.ResourceLimitExceededException': {
    sentence: 'A quota of SageMaker is used up: instances of this type, or jobs at one time.',
    remedy: 'Ask for a higher quota in Service Quotas, or choose another instance type (`labelloop config`). Then:',
    command: RETRY,
  },
  'SageMaker.ResourceNotFoundException': {
    sentence: 'Something in SageMaker that a step needs does not exist any more; the message names it.',
    remedy: 'Another training makes all of its own resources anew:',
    command: RETRY,
  },
  'SageMaker.ResourceInUseException': {
    sentence: 'SageMaker is still busy with a resource of this name.',
    remedy: 'Wait until it has settled, then:',
    command: RETRY,
  },
  'SageMaker.ConflictException': {
    sentence: 'Somebody else changed a resource of SageMaker at the same moment.',
    remedy: 'It is tried again by itself, with growing pauses. To go on at once:',
    command: RETRY,
  },
  'SageMaker.SageMakerException': {
    sentence: 'SageMaker refused a request; the message says why.',
    remedy: "Mend what it names: a value it does not take, or a permission of the state machine's role. Then:",
    command: RETRY,
  },
  MaxWaitTimeExceeded: {
    sentence: 'No spot capacity came, or it was taken away too often, within twice training.maxRuntimeSeconds.',
    remedy:
      'Wait for another hour of the day, choose another training instance type, or pay the full price with `labelloop config PROJECT training.spot=false`. Then:',
    command: RETRY,
  },
  MaxRuntimeExceeded: {
    sentence: 'The training ran for longer than training.maxRuntimeSeconds; the champion serves on.',
    remedy: 'Give it more time or let it train less (`labelloop config`). Then:',
    command: RETRY,
  },
  CapacityError: {
    sentence: 'AWS has no machine of this instance type free.',
    remedy: 'Wait, or choose another training instance type (`labelloop config`). Then:',
    command: RETRY,
  },
  InternalServerError: {
    sentence: 'SageMaker itself broke during the job.',
    remedy: 'It is tried again by itself, with growing pauses. To go on at once:',
    command: RETRY,
  },
  ThrottlingException: {
    sentence: 'The account sends SageMaker more requests than it takes, for longer than the retries waited.',
    remedy: 'It is tried again by itself, with growing pauses. To go on at once:',
    command: RETRY,
  },
};

const unknownFailure: FailureAdvice = {
  sentence: 'The execution ended with an error that labelloop has no entry for.',
  remedy: 'Images, labels and models are safe. Mend what the message says, then:',
  command: RETRY,
};

/** These say little themselves; their cause may name what it was. */
const SPOKEN_FOR_BY_CAUSE = [
  'TrainingJobFailed',
  'TrainingJobStopped',
  'TransformJobFailed',
  'EndpointNotInService',
  'EndpointRolledBack',
  'SageMaker.SageMakerException',
];

/** How a cause of SageMaker tells of each; an SDK's message of a throttled call has the words only. */
const INSIDE_CAUSE: ReadonlyArray<readonly [name: string, words: RegExp]> = [
  ['CapacityError', /\bCapacityError\b|\bInsufficientInstanceCapacity\b/],
  ['MaxWaitTimeExceeded', /\bMaxWaitTimeExceeded\b/],
  ['MaxRuntimeExceeded', /\bMaxRuntimeExceeded\b/],
  ['InternalServerError', /\bInternalServerError\b/],
  ['ThrottlingException', /\bThrottlingException\b|\bRate exceeded\b/],
];

function nameOf(error: string, cause: string): string {
  const inside = SPOKEN_FOR_BY_CAUSE.includes(error) && INSIDE_CAUSE.find(([, words]) => words.test(cause));
  return inside ? inside[0] : error;
}

/**
 * What to tell people of a failure: by its error, and by its cause where only that knows; a plain fallback for a name
 * that nobody knows.
 */
export function adviseOn({ error, cause }: { error: string; cause: string }, project: string): FailureAdvice {
  const name = nameOf(error, causeMessage(cause));
  const advice = Object.hasOwn(failureAdvice, name) ? failureAdvice[name]! : unknownFailure;
  return advice.command ? { ...advice, command: advice.command.replace('PROJECT', project) } : advice;
}

/** Remedy and command as one text for places that have no markup. */
export const remedyText = ({ remedy, command }: FailureAdvice) => (command ? `${remedy} ${command}` : remedy);
