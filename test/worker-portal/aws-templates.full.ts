import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { submitProblems } from '../../labeling-engine/render/submittable.ts';
import { answerTask } from './answering-robot.ts';
import { beginWork, launchBrowser, noBrowser, openContext } from './browser.ts';
import { type PortalUnderTest, picture, startPortal } from './portal-under-test.ts';

/** A clone of github.com/aws-samples/amazon-sagemaker-ground-truth-task-uis. */
const FOLDER = process.env.LABELLOOP_AWS_TEMPLATES;
/** A file that gets a line for each template. */
const LOG = process.env.LABELLOOP_AWS_TEMPLATES_LOG;
const FEWEST_ANSWERED = 80;

/** What AWS's templates ask of the task's input, beside what every line has. */
const INPUT = {
  labels: [{ label: 'cat' }, { label: 'dog' }],
  item: 'a lamp',
  text: 'Ana Lopez went to Taipei.',
  searchText: 'lamp',
  response: 'A lamp gives light.',
  responses: ['It scatters.', 'It is the sea.'],
  translation: { language: 'English', text: 'The sky is blue.' },
  original: { language: 'Chinese', text: '天是藍的' },
  translationPairs: [{ source: '天', target: 'sky' }],
  topic: 'weather',
  surveyLink: 'https://example.com',
  prompt: 'Why is the sky blue?',
  modelResponses: ['It scatters.', 'It is the sea.'],
  modelResponse: 'It scatters.',
  utterance: 'Book a table',
  title: 'The sky',
  textBeginning: 'The sky is',
  textEnd: 'today.',
  intent: 'booking',
  highlightParts: 'Ana',
  conversation: 'A: Hello. B: Hello.',
  context: 'A greeting',
  company: 'Lamps Ltd',
  Pairs: [{ a: 'x', b: 'y' }],
};

/** Further inputs that are the task's object. */
const MEDIA = ['taskObject', 'image', 'image1', 'image2', 'image3', 'image4', 'audioFile'];

const templatesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.html'))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();

const skip = noBrowser ?? (FOLDER ? undefined : "LABELLOOP_AWS_TEMPLATES names no clone of AWS's templates: skipped");
if (skip) console.warn(skip);

(skip ? it.skip : it)(
  `a robot answers at least ${FEWEST_ANSWERED} of AWS's public templates; the others are refused by name`,
  async () => {
    const outcomes = new Map<string, string>();
    for (const path of templatesIn(FOLDER!)) {
      outcomes.set(path, await tried(path));
      if (LOG) appendFileSync(LOG, `${path}: ${outcomes.get(path)}\n`);
    }
    const wrong = [...outcomes].filter(([, outcome]) => !/^(answered|refused)/.test(outcome));
    expect(wrong).toEqual([]);
    const answered = [...outcomes.values()].filter((outcome) => outcome.startsWith('answered'));
    expect(answered.length).toBeGreaterThanOrEqual(FEWEST_ANSWERED);
  },
  3_600_000,
);

let portal: PortalUnderTest;
let browser: Browser;
beforeAll(async () => {
  if (!skip) [portal, browser] = await Promise.all([startPortal(), launchBrowser()]);
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await portal?.stop();
});

async function tried(path: string): Promise<string> {
  const template = readFileSync(join(FOLDER!, path), 'utf8');
  const problems = submitProblems(template);
  if (problems.length > 0) return `refused: ${problems.join('; ')}`;
  const name = path
    .replace(/\.liquid\.html$|\.html$/, '')
    .replace(/[^a-z0-9]+/gi, '-')
    .slice(0, 60);
  const isShown = /grant_read_access|cv-demo-images|task\.input\.(image\d?|audioFile)|pngString/.test(template);
  await portal.createJob(name, {
    // Where AWS's template shows a picture of AWS's, its user puts the task's.
    template: template.replaceAll(
      /https:\/\/s3\.amazonaws\.com\/cv-demo-images\/[a-z-]+\.jpg/g,
      '{{ task.input.image | grant_read_access }}',
    ),
    labels: ['cat', 'dog'],
    ...(isShown ? { images: [await picture(320, 240, 10)] } : { texts: [INPUT.text] }),
    isCustom: true,
    attribute: 'robot',
    fields: (source) => ({
      ...INPUT,
      ...Object.fromEntries(MEDIA.map((name) => [name, source])),
    }),
  });
  const context = await openContext(browser);
  context.setDefaultTimeout(8000);
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', ({ message }) => errors.push(message));
  try {
    await beginWork(page, portal.url, await portal.invite(name), name);
    return `${await answerTask(page)}${errors.length > 0 ? `; its script said ${errors[0]}` : ''}`;
  } catch (error) {
    return `failed: ${(error as Error).message.replaceAll('\n', ' ')} ${errors.join(' | ')}`.slice(0, 900);
  } finally {
    await context.close();
  }
}
