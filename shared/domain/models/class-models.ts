import * as z from 'zod/mini';
import { LABEL_ATTRIBUTE_NAME } from '../../contracts/label-attributes.ts';
import { classLabelSchema, classSetLabelSchema } from '../../contracts/label-values.ts';
import { builtInClassesSchema, type ClassAnswer, classificationResponseSchema } from '../../contracts/model-answers.ts';
import { parse } from '../../contracts/parse.ts';
import { ModelAnswerError } from '../../errors.ts';
import { uncheckedLabels } from '../batches/unchecked-labels.ts';
import { accuracyScorer, type JudgedClasses, macroF1Scorer, scoreClassSets, scoreOneClass } from './class-scores.ts';
import type { ModelKind, Reading, ShownAnswer } from './model-kind.ts';
import { readModelAnswer } from './read-answer.ts';

/** From this probability on the built-in algorithm is taken to say that an image shows one of several classes. */
const SHOWS = 0.5;

/** How an answer is read: of how many classes, and whether an image has one or several. */
interface Asked {
  labels: number;
  isOne: boolean;
}

const answerOf = (text: string, what: string, asked: Asked): ClassAnswer[] => {
  const read = readModelAnswer(z.union([builtInClassesSchema, classificationResponseSchema]), text, what);
  return Array.isArray(read) ? ofProbabilities(read, what, asked) : (read?.classes ?? []);
};

/** @throws ModelAnswerError for an answer about other classes than the project's */
function ofProbabilities(probabilities: readonly number[], what: string, { labels, isOne }: Asked): ClassAnswer[] {
  if (probabilities.length !== labels)
    throw new ModelAnswerError(`${what} has ${probabilities.length} probabilities; the project has ${labels} classes`);
  const best = probabilities.indexOf(Math.max(...probabilities));
  return probabilities
    .map((confidence, class_id) => ({
      class_id,
      confidence,
      chosen: isOne ? class_id === best : confidence >= SHOWS,
    }))
    .sort((a, b) => b.confidence - a.confidence);
}

const chosenIds = (answer: readonly ClassAnswer[]) =>
  answer.filter(({ chosen }) => chosen).map(({ class_id }) => class_id);

const agrees =
  (isOne: boolean): ModelKind<JudgedClasses>['agrees'] =>
  (expected, answered, what, { labels }) => {
    const idsOf = (text: string) => chosenIds(answerOf(text, what, { labels: labels.length, isOne }));
    const [before, now] = [expected, answered].map((text) => idsOf(text).sort((a, b) => a - b));
    return before!.join() === now!.join();
  };

async function judge(
  line: Readonly<Record<string, unknown>>,
  answer: string,
  what: string,
  { labels }: Reading,
  truthOf: (value: unknown, what: string) => number[],
  isOne: boolean,
): Promise<JudgedClasses> {
  const unchecked = uncheckedLabels(line[`${LABEL_ATTRIBUTE_NAME}-metadata`], labels);
  const truth = truthOf(line[LABEL_ATTRIBUTE_NAME], `the label of ${what}`).filter((id) => !unchecked.includes(id));
  return { truth, unchecked, answer: answerOf(answer, what, { labels: labels.length, isOne }) };
}

function describe({ truth, answer }: JudgedClasses, labels: readonly string[]): ShownAnswer {
  const nameOf = (id: number) => labels[id] ?? `class ${id}`;
  const chosen = answer.filter(({ chosen: isChosen }) => isChosen);
  const spurious = chosen.filter(({ class_id }) => !truth.includes(class_id));
  const missed = truth.filter((id) => !chosen.some(({ class_id }) => class_id === id));
  return {
    truth: truth.map(nameOf),
    predictions: chosen.map(({ class_id, confidence }) => ({ label: nameOf(class_id), confidence })),
    errors: [
      ...spurious.map(({ class_id, confidence }) => `says ${nameOf(class_id)} (${confidence.toFixed(2)})`),
      ...missed.map((id) => `does not say ${nameOf(id)}`),
    ],
  };
}

const NO_GAIN = { missed: 0, location: 0, label: 0, background: 0 };

/** One class an image. */
export const oneClass: ModelKind<JudgedClasses> = {
  metric: 'accuracy',
  judge: (line, answer, what, reading) =>
    judge(line, answer, what, reading, (value, label) => [Number(parse(classLabelSchema, value, label))], true),
  score: scoreOneClass,
  scorer: accuracyScorer,
  gains: (images, labels) => ({ ...NO_GAIN, label: 1 - scoreOneClass(images, labels).score }),
  describe,
  agrees: agrees(true),
};

/** Any number of classes an image. */
export const classSets: ModelKind<JudgedClasses> = {
  metric: 'macroF1',
  judge: (line, answer, what, reading) =>
    judge(line, answer, what, reading, (value, label) => parse(classSetLabelSchema, value, label), false),
  score: scoreClassSets,
  scorer: macroF1Scorer,
  gains(images, labels) {
    const present = scoreClassSets(images, labels).score;
    const corrected = (correct: (image: JudgedClasses) => ClassAnswer[]) =>
      scoreClassSets(
        images.map((image) => ({ ...image, answer: correct(image) })),
        labels,
      ).score - present;
    return {
      ...NO_GAIN,
      missed: corrected(({ truth, answer }) =>
        answer.map((each) => (truth.includes(each.class_id) ? { ...each, chosen: true } : each)),
      ),
      background: corrected(({ truth, answer }) =>
        answer.map((each) => (truth.includes(each.class_id) ? each : { ...each, chosen: false })),
      ),
    };
  },
  describe,
  agrees: agrees(false),
};
