import { gzipSync } from 'node:zlib';
import { CreateEndpointConfigInput$, DescribeEndpointCommand, ListTagsCommand } from '@aws-sdk/client-sagemaker';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { handler } from '../../functions/score-model.ts';
import { checkLimits } from '../../local-cloud/sagemaker/request-limits.ts';
import { checkRequest } from '../../local-cloud/wire/request-check.ts';
import { EVIDENCE_FILE, type TrainingEvidence } from '../../shared/contracts/training-evidence.ts';
import type { ScoreModelOutput } from '../../shared/contracts/workflow-state.ts';
import { NO_TRAINING } from '../../shared/domain/training/training-claim.ts';
import { writeTar } from '../../shared/tar.ts';
import { box, TrainingHarness } from '../training-harness.ts';

const HASH = 'c'.repeat(64);
const IMAGES = 12;

const truth = Array.from({ length: IMAGES }, (_, index) => [box(index % 2)]);

let harness: TrainingHarness;
beforeEach(() => {
  harness = new TrainingHarness();
  harness.sageMaker.on(ListTagsCommand, { ResourceArn: 'arn:ours' }).resolves({ Tags: OWNER });
  harness.merge(32, truth);
  harness.bucket.put(harness.keys.trainingClaim, JSON.stringify({ ...NO_TRAINING, fence: 1 }));
});
afterEach(() => harness.restore());

const OWNER = [
  { Key: 'labelloop:project', Value: 'birds' },
  { Key: 'labelloop:uid', Value: 'abc123' },
];

/** Finds the boxes of the first `good` images, and on the others boxes that are not there. */
const answers = (good: number) =>
  truth.map((boxes, index) => ({
    image_size: [{ width: 100, height: 100, depth: 3 }],
    annotations: boxes.map((annotation) => ({ ...annotation, left: index < good ? 10 : 60, confidence: 0.9 })),
  }));

/** The project takes a challenger that is not worse. */
const askForNoMore = () =>
  harness.bucket.put(
    harness.configKey,
    JSON.stringify({
      ...harness.bucket.json(harness.configKey),
      gate: { policy: 'notWorse', minimumMap50: 0.5, tolerance: 0 },
    }),
  );

const score = (championModelName: string | null = null, datasetVersion = 1) =>
  harness.call<ScoreModelOutput>(handler, {
    ...harness.stepInput('one'),
    fence: 1,
    datasetVersion,
    trainingJobName: 'new',
    modelName: 'new',
    validationHash: HASH,
    championModelName,
  });

it('deploys a first model that is good enough, and says how to deploy and to test it', async () => {
  harness.predict(HASH, 'new', answers(IMAGES));
  const scored = await score();
  expect(scored).toMatchObject({
    decision: 'deploy',
    map50: 1,
    endpointName: 'labelloop-dev-birds',
    endpointTags: OWNER,
    endpointConfigName: 'new',
    previousEndpointConfigName: null,
    reason:
      "the first model's mAP@.5 is 1.000 on 12 validation images, so at least 0.757 (95 %); gate.minimumScore asks for 0.500",
  });
  expect([
    ...checkRequest(scored.endpointConfigRequest, CreateEndpointConfigInput$),
    ...checkLimits('CreateEndpointConfig', scored.endpointConfigRequest),
  ]).toEqual([]);
  expect(harness.bucket.json(scored.smokeTestKey)).toMatchObject({
    imageKey: harness.imageKey(0),
    expected: [{ class_id: 0, left: 10, confidence: 0.9 }],
  });
  const folder = harness.keys.evaluationPrefix(HASH, 'new');
  expect(harness.bucket.json(`${folder}evaluation.json`)).toMatchObject({
    images: 12,
    perLabel: { owl: { score: 1 } },
  });
});

/** What a training job left beside its model: each of `images` images cross-validated, the first `good` well. */
function leaveEvidence(model: string, images: number, good: number) {
  const found = { ...box(0), confidence: 0.9 };
  const evidence: TrainingEvidence = {
    version: 1,
    crossValidation: {
      folds: 4,
      images: Array.from({ length: images }, (_, index) => ({
        image: `${index}.jpg`,
        boxes: [box(0)],
        predictions: [index < good ? found : { ...found, left: 60 }],
      })),
    },
    learningCurve: {
      metric: 'mAP50',
      points: [
        { images: 10, score: 0.5 },
        { images: 20, score: 0.7 },
      ],
      judgedOn: images,
      gain: { mean: 0.1, low: 0, high: 0.2 },
    },
  };
  const archive = writeTar([{ name: EVIDENCE_FILE, content: Buffer.from(JSON.stringify(evidence)) }]);
  harness.bucket.put(harness.keys.trainingOutput(model), gzipSync(archive));
}

it('lets all labeled images judge where the training cross-validated them', async () => {
  harness.merge(28, truth.slice(0, 3));
  harness.predict(HASH, 'new', answers(3));
  leaveEvidence('new', 31, 29);
  const scored = await score(null, 2);
  expect(scored.decision).toBe('deploy');
  expect(scored.reason).toMatch(/^first model: quick models like it score mAP@\.5 0\.\d{3} on all 31 labeled images/);
  expect(harness.bucket.json(`${harness.keys.evaluationPrefix(HASH, 'new')}decision.json`)).toMatchObject({
    crossValidation: { folds: 4, challenger: { images: 31 }, interval: { low: expect.any(Number) } },
    learningCurve: {
      metric: 'mAP50',
      judgedOn: 31,
    },
  });
});

it('judges a first model without any validation image by the cross-validation', async () => {
  harness.merge(5, []);
  leaveEvidence('new', 5, 3);
  const scored = await score(null, 2);
  expect(scored).toMatchObject({ decision: 'keep', map50: 0 });
  expect(scored.reason).toMatch(/provisional: .* on all 5 labeled images.*about \d+ labeled images more would show it/);
});

it('pairs what the quick models of both trainings said of the same images', async () => {
  harness.merge(28, truth.slice(0, 3));
  harness.promoted('old', 1, 2);
  for (const model of ['old', 'new']) harness.predict(HASH, model, answers(3));
  leaveEvidence('old', 30, 12);
  leaveEvidence('new', 40, 40);
  const scored = await score('old', 2);
  expect(scored.reason).toMatch(
    /^better than the champion old: quick models of both trainings .* on the same 30 images/,
  );
  expect(scored.decision).toBe('deploy');
});

it('names a damaged archive of a training', async () => {
  harness.predict(HASH, 'new', answers(IMAGES));
  harness.bucket.put(harness.keys.trainingOutput('new'), 'no archive');
  await expect(score()).rejects.toThrow(/models\/new\/output\/output\.tar\.gz cannot be unpacked/);
});

it('keeps a first model back that is not good enough', async () => {
  harness.predict(HASH, 'new', answers(3));
  expect(await score()).toMatchObject({ decision: 'keep', reason: expect.stringContaining(': not deployed') });
});

it('refuses a challenger that a sabotaged drop made worse, in writing, and names what serves', async () => {
  harness.sageMaker.on(DescribeEndpointCommand).resolves({ EndpointArn: 'arn:ours', EndpointConfigName: 'old' });
  harness.predict(HASH, 'old', answers(IMAGES));
  harness.predict(HASH, 'new', answers(5));
  const scored = await score('old');
  expect(scored).toMatchObject({ decision: 'keep', previousEndpointConfigName: 'old' });
  expect(scored.reason).toMatch(
    /^worse than the champion old: mAP@\.5 0\.\d{3} against 1\.000 on the same 12 validation images \(95 % interval of the difference -0\.\d{3} to -0\.\d{3}\); it lost most on \w+ .*; the champion stays$/,
  );
  const decision = harness.bucket.json(`${harness.keys.evaluationPrefix(HASH, 'new')}decision.json`);
  expect(decision.difference.high).toBeLessThan(0);
  expect(decision).toMatchObject({ decision: 'keep', reason: scored.reason, champion: { modelName: 'old', score: 1 } });
});

it('refuses a challenger that is better only on truth that came after the champion', async () => {
  // The first four images are what the champion was promoted on; the rest came with the newest drop.
  harness.merge(32, truth.slice(0, 4));
  harness.promoted('old', 1, 2);
  harness.predict(HASH, 'old', answers(4));
  const spoiled = answers(IMAGES).map((answer, index) => (index < 2 ? answers(0)[index]! : answer));
  harness.predict(HASH, 'new', spoiled);
  const scored = await score('old');
  expect(scored.decision).toBe('keep');
  expect(scored.reason).toMatch(
    /^worse than the champion old on the 4 validation images that it was promoted on: mAP@\.5 0\.\d{3} against 1\.000 .*; the champion stays$/,
  );
});

it('deploys a challenger that is better on all images and loses a few hundredths on those of the champion', async () => {
  askForNoMore();
  harness.merge(32, truth.slice(0, 10));
  harness.promoted('old', 1, 2);
  harness.predict(HASH, 'old', answers(10));
  // It is surer of a box that is not there than of one of the owls.
  const challenger = answers(IMAGES);
  challenger[0]!.annotations.push({ ...challenger[0]!.annotations[0]!, left: 60, confidence: 0.6 });
  challenger[8]!.annotations[0]!.confidence = 0.5;
  harness.predict(HASH, 'new', challenger);
  const scored = await score('old');
  const { known } = harness.bucket.json(`${harness.keys.evaluationPrefix(HASH, 'new')}decision.json`);
  expect(known.challenger).toBeLessThan(known.champion);
  expect(scored.decision).toBe('deploy');
});

it('keeps the champion where a challenger is only as good: that is no evidence', async () => {
  harness.predict(HASH, 'old', answers(9));
  harness.predict(HASH, 'new', answers(9));
  expect(await score('old')).toMatchObject({
    decision: 'keep',
    reason: expect.stringMatching(/^not enough evidence that it is better than the champion old/),
  });
  const decision = harness.bucket.json(`${harness.keys.evaluationPrefix(HASH, 'new')}decision.json`);
  expect(decision).toMatchObject({ decision: 'keep', kept: 'insufficientEvidence' });
});

it('deploys a challenger that is as good where the project asks for no more, and decides the same when it runs again', async () => {
  askForNoMore();
  harness.predict(HASH, 'old', answers(9));
  harness.predict(HASH, 'new', answers(9));
  const first = await score('old');
  const bucket = harness.bucket.dump();
  expect(first.decision).toBe('deploy');
  expect(await score('old')).toEqual(first);
  expect(harness.bucket.dump()).toEqual(bucket);
});

it('goes back to the champion, not to itself, when it runs again after its own update', async () => {
  harness.sageMaker.on(DescribeEndpointCommand).resolves({ EndpointArn: 'arn:ours', EndpointConfigName: 'new' });
  harness.predict(HASH, 'old', answers(9));
  harness.predict(HASH, 'new', answers(9));
  expect((await score('old')).previousEndpointConfigName).toBe('old');
});

it('touches no endpoint of its name that is not its own', async () => {
  harness.sageMaker.on(DescribeEndpointCommand).resolves({ EndpointArn: 'arn:theirs', EndpointConfigName: 'theirs' });
  harness.sageMaker
    .on(ListTagsCommand, { ResourceArn: 'arn:theirs' })
    .resolves({ Tags: [{ Key: 'labelloop:project', Value: 'birds' }] });
  harness.predict(HASH, 'new', answers(IMAGES));
  await expect(score()).rejects.toMatchObject({
    name: 'NotOursError',
    message: expect.stringContaining('labelloop-dev-birds exists, but its tag labelloop:uid is not abc123'),
  });
});

it('reads the built-in algorithm and images that could not be read', async () => {
  const rows = truth.map(([only]) => ({ prediction: [[only!.class_id, 0.8, 0.1, 0.1, 0.5, 0.5]] }));
  harness.predict(HASH, 'new', [{ error: 'truncated' }, ...rows.slice(1)]);
  const { map50 } = await score();
  expect(map50).toBeGreaterThan(0.8);
  expect(map50).toBeLessThan(1);
});

it('tests with a blank image where all images are larger than the endpoint takes', async () => {
  for (let index = 0; index < IMAGES; index++)
    harness.bucket.put(harness.imageKey(index), Buffer.alloc(4 * 2 ** 20 + 1));
  harness.predict(HASH, 'new', answers(IMAGES));
  const { smokeTestKey } = await score();
  expect(harness.bucket.json(smokeTestKey)).toMatchObject({ imageKey: null, expected: [] });
});

it('does not decide on half of the predictions', async () => {
  harness.predict(HASH, 'new', answers(IMAGES).slice(1));
  await expect(score()).rejects.toMatchObject({ name: 'ObjectMissingError' });
});

it('holds nothing against a model that it finds where nobody looked for it', async () => {
  harness.predict(
    HASH,
    'new',
    answers(IMAGES).map((answer) => ({
      ...answer,
      annotations: [...answer.annotations, { class_id: 1, left: 70, top: 70, width: 9, height: 9, confidence: 0.95 }],
    })),
  );
  const key = harness.keys.datasetManifest('b000001-aaaa', 'validation');
  const lines = harness.bucket.text(key)!.trimEnd().split('\n');
  const unchecked = lines.map((line, at) =>
    JSON.stringify({ ...JSON.parse(line), 'labels-metadata': { 'checked-for': at % 2 ? ['owl', 'duck'] : ['owl'] } }),
  );
  const everywhere = await score();
  expect(everywhere.map50).toBeLessThan(1);
  harness.bucket.put(key, unchecked.map((line) => `${line}\n`).join(''));
  expect((await score()).map50).toBeGreaterThan(everywhere.map50);
});
