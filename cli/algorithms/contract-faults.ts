/** What may be wrong with an algorithm, by name: what it means, and what to do. docs/algorithms.md lists them. */
export const CONTRACT_FAULTS = {
  'train-failed': 'training on twelve images ended badly; its last lines are below',
  'train-never-ends':
    'training on twelve images did not end in time; give smaller checkHyperparameters, or look for a loop',
  'train-out-of-memory': 'training held more memory than it may; take smaller batches, or read images one by one',
  'no-model': 'train ended well and left nothing in /opt/ml/model: there would be no model.tar.gz and no endpoint',
  'no-failure-file': 'train failed and did not write why to /opt/ml/output/failure: people would see an exit code only',
  'channels-ignored': 'train ended well although its channels were empty: it does not learn from what it is given',
  'hyperparameters-ignored': 'train ended well although hyperparameters.json was no JSON: it does not read it',
  'sigterm-ignored':
    'train went on after SIGTERM: SageMaker kills it after 120 seconds, and the model of a stopped job is lost',
  'resume-failed':
    'train wrote a checkpoint, was killed, and failed when it began again with it in /opt/ml/checkpoints',
  'serve-not-healthy': 'serve did not answer GET /ping with 200 in time; its last lines are below',
  'port-fixed': 'serve listens on 8080 and not on SAGEMAKER_BIND_TO_PORT: two endpoints cannot share a machine',
  'answer-not-ok': 'serve did not answer an image with status 200',
  'answer-not-json': 'the answer is no JSON',
  'answer-shape': 'the answer has not the shape that algorithm.json names',
  'answer-class': 'the answer names a class that the dataset does not have; class_id counts from 0, category_id from 1',
  'answer-slow': 'an answer took longer than SageMaker waits (60 seconds)',
  'bad-image-status':
    'a file that is no image was not answered with status 200: one such file would end a whole batch transform',
  'bad-image-kills': 'serve ended, or stopped answering, after a file that is no image',
  'memory-grows': 'serve held more and more memory over 100 images',
  'serve-sigterm-ignored': 'serve went on for more than 30 seconds after SIGTERM',
} as const;

export type FaultName = keyof typeof CONTRACT_FAULTS;

export interface ContractFault {
  name: FaultName;
  /** What was seen. */
  detail?: string;
  /** The last lines of the program's output, where they help. */
  lines?: string[];
}

export interface ContractReport {
  /** What held, in words. */
  held: string[];
  faults: ContractFault[];
  /** What is no fault, but worth knowing. */
  notes: string[];
}
