// Writes local-cloud/sagemaker/request-limits.json: lengths, ranges, patterns and enum values of the operations that
// the laptop answers, which the SDK's schemas do not carry. node scripts/extract-sagemaker-limits.mjs [path of
// botocore's sagemaker/2017-07-24/service-2.json]
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const source =
  process.argv[2] ??
  join(process.env.LABELLOOP_SHARED ?? join(root, '..', 'shared'), 'facts/sagemaker-2017-07-24.service-2.json');
const target = join(root, 'local-cloud/sagemaker/request-limits.json');

const OPERATIONS = [
  ...['TrainingJob', 'TransformJob', 'ProcessingJob', 'LabelingJob'].flatMap((kind) => [
    `Create${kind}`,
    `Describe${kind}`,
    `List${kind}s`,
    `Stop${kind}`,
  ]),
  ...['Model', 'ModelPackage', 'ModelPackageGroup', 'EndpointConfig', 'Endpoint', 'Workteam'].flatMap((kind) => [
    `Create${kind}`,
    `Describe${kind}`,
    `List${kind}s`,
    `Delete${kind}`,
  ]),
  'UpdateEndpoint',
  'UpdateModelPackage',
  'UpdateWorkteam',
  'ListLabelingJobsForWorkteam',
  'AddTags',
  'ListTags',
  'DeleteTags',
];

const model = JSON.parse(await readFile(source, 'utf8'));
const shapes = {};

/** Keeps a shape that limits something itself or somewhere below; returns whether it does. */
function keep(name, path = []) {
  if (name in shapes) return true;
  if (path.includes(name)) return false;
  const shape = model.shapes[name];
  const below = (reference) => reference && keep(reference.shape, [...path, name]);
  const { min, max, pattern, enum: values } = shape;
  const members = Object.entries(shape.members ?? {})
    .filter(([, reference]) => below(reference))
    .map(([member, reference]) => [member, reference.shape]);
  const kept = {
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
    ...(pattern !== undefined && { pattern }),
    ...(values && { enum: values }),
    ...(members.length && { members: Object.fromEntries(members) }),
    ...(below(shape.member) && { member: shape.member.shape }),
    ...(below(shape.key) && { key: shape.key.shape }),
    ...(below(shape.value) && { value: shape.value.shape }),
  };
  if (Object.keys(kept).length === 0) return false;
  shapes[name] = kept;
  return true;
}

const operations = Object.fromEntries(
  OPERATIONS.sort()
    .map((name) => [name, model.operations[name].input.shape])
    .filter(([, shape]) => keep(shape)),
);
const notice =
  'Extracted by scripts/extract-sagemaker-limits.mjs from botocore/data/sagemaker/2017-07-24/service-2.json. Copyright Amazon.com, Inc. or its affiliates. Licensed under the Apache License, Version 2.0.';
const sorted = Object.fromEntries(Object.entries(shapes).sort(([a], [b]) => (a < b ? -1 : 1)));
const lines = Object.entries(sorted).map(([name, shape]) => `    ${JSON.stringify(name)}: ${JSON.stringify(shape)}`);
await writeFile(
  target,
  `{\n  "notice": ${JSON.stringify(notice)},\n  "operations": ${JSON.stringify(operations)},\n  "shapes": {\n${lines.join(',\n')}\n  }\n}\n`,
);
