import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { DatasetHead } from '../../shared/contracts/dataset.ts';
import type { LedgerRecord } from '../../shared/contracts/ledger-record.ts';
import type { Project } from '../../shared/contracts/project.ts';
import { boxOfSpan } from '../../shared/domain/consolidation/entities.ts';
import { projectKeys } from '../../shared/domain/project/bucket-keys.ts';
import { closestBox } from '../../shared/domain/shapes/bounding-box.ts';
import { sha256 } from '../../shared/sha256.ts';
import { Laptop } from './laptop.ts';

jest.setTimeout(120_000);
const laptop = new Laptop();
const folder = mkdtempSync(join(tmpdir(), 'labelloop-texts-'));

/** Simulated hands draw nothing narrower than three signs, so names are longer. */
const PEOPLE = ['Zoë 👩‍🚀 Álvarez', 'Ann-Marie', 'Nguye\u0302\u0303n Văn', 'Bob B.', 'Ørsted'];
const PLACES = ['Le Mans', 'São Paulo', '北海道札幌', 'Graz'];
/** Texts of people and places; line breaks of both kinds, signs of several code points. */
const letters = Array.from({ length: 20 }, (_, at) => {
  const [person, place] = [PEOPLE[at % PEOPLE.length]!, PLACES[at % PLACES.length]!];
  const text = [
    `Dear ${person},\r\nthe train to ${place} leaves at ${at}:05. 🚂`,
    `On day ${at} 👍🏽 ${person} wrote, from ${place}:\nnothing new here.`,
    `Invoice ${at * 7} of ${person} -- sent to ${place} by post`,
  ][at % 3]!;
  const span = (words: string, label: string) => {
    const startOffset = [...text.slice(0, text.indexOf(words))].length;
    return { label, startOffset, endOffset: startOffset + [...words].length };
  };
  return { id: `letter-${at}`, text, spans: [span(person, 'person'), span(place, 'place')] };
});
const reviews = Array.from({ length: 15 }, (_, at) => ({
  text: `${['Lovely', 'Awful', 'So so'][at % 3]}, "really" number ${at * at}: ${'word '.repeat(at % 5)}; 😀`,
  label: ['good', 'bad', 'neither'][at % 3]!,
}));

const knowText = (text: string, truth: { spans?: (typeof letters)[number]['spans']; label?: string }) =>
  laptop.know({
    sha256: sha256(text),
    truth: {
      width: [...text].length,
      height: 100,
      boxes: (truth.spans ?? []).map(({ label, ...span }) => ({ label, ...boxOfSpan(span) })),
      ...(truth.label && { label: truth.label }),
    },
  });

const call = async (...args: string[]) => {
  const { code, out, notes } = await laptop.labelloop(...args);
  if (code !== 0) throw new Error(`labelloop ${args.join(' ')}: ${out}${notes}`);
  return { out, notes };
};
const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;

interface Line {
  source: string;
  'text-ref': string;
  labels: unknown;
  'labels-metadata': Record<string, unknown>;
}

async function datasetOf(project: string): Promise<{ folder: string; lines: Record<'train' | 'validation', Line[]> }> {
  const keys = projectKeys(project);
  const { versions } = (await laptop.json<DatasetHead>(keys.datasetHead))!;
  const { folder: place } = versions.at(-1)!;
  const read = async (split: 'train' | 'validation') =>
    (await laptop.text(keys.datasetManifest(place, split)))
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Line);
  return { folder: place, lines: { train: await read('train'), validation: await read('validation') } };
}

async function labelAll(project: string): Promise<void> {
  await call('label-now', project);
  const { uid } = (await laptop.json<Project>(projectKeys(project).config))!;
  await laptop.ended(`${project}-${uid}-b000001`);
}

beforeAll(async () => {
  await laptop.up();
  for (const { text, spans } of letters) knowText(text, { spans });
  for (const { text, label } of reviews) knowText(text, { label });
  laptop.hire();
}, 480_000);
afterAll(async () => {
  await laptop.discard();
  rmSync(folder, { recursive: true });
}, 60_000);

describe('letters in JSON Lines', () => {
  let said: { outcomes: Array<{ name: string; outcome: string; reason?: string }> };
  beforeAll(async () => {
    await call('init', 'letters', '--task', 'named-entities', '--labels', 'person,place');
    await call('config', 'letters', 'exports=["conll","spacy","hugging-face"]', 'validationFraction=0.3');
    const file = join(folder, 'letters.jsonl');
    writeFileSync(file, letters.map(({ id, text }) => `${JSON.stringify({ id, body: text })}\n`).join(''));
    mkdirSync(join(folder, 'more'));
    writeFileSync(join(folder, 'more', 'wide.txt'), Buffer.from('Ann in Graz', 'utf16le'));
    writeFileSync(join(folder, 'more', 'old.txt'), Buffer.from('Zoë in Graz', 'latin1'));
    writeFileSync(join(folder, 'more', 'same.txt'), `\uFEFF${letters[0]!.text}`);
    const dropped = await call('drop', file, join(folder, 'more'), '--project', 'letters', '--json');
    said = JSON.parse(dropped.out);
    await labelAll('letters');
  }, 300_000);

  it('each object is a text, named by its id; another encoding is refused by its name, the same text counts once', () => {
    const of = (name: string) => said.outcomes.find((one) => one.name === name);
    expect(of('letters.jsonl/letter-3.txt')).toMatchObject({ outcome: 'accepted' });
    expect(of('wide.txt')).toMatchObject({ outcome: 'quarantined', reason: expect.stringContaining('UTF-16LE') });
    expect(of('old.txt')).toMatchObject({ outcome: 'quarantined', reason: expect.stringContaining('Latin-1') });
    expect(of('same.txt')).toMatchObject({ outcome: 'duplicate' });
    expect(said.outcomes.filter(({ outcome }) => outcome === 'accepted')).toHaveLength(letters.length);
  });

  it('its dataset has every text, with entities where they are in code points', async () => {
    const { lines } = await datasetOf('letters');
    const all = [...lines.train, ...lines.validation];
    expect(all.map(({ source }) => source).sort()).toEqual(letters.map(({ text }) => text).sort());
    let right = 0;
    for (const { source, labels, 'labels-metadata': metadata, 'text-ref': ref } of all) {
      const { entities } = (labels as { annotations: { entities: (typeof letters)[number]['spans'] } }).annotations;
      expect(metadata).toMatchObject({ type: 'groundtruth/text-span', 'human-annotated': 'yes' });
      expect(ref).toContain(`/images/${sha256(source)}.txt`);
      const { spans } = letters.find(({ text }) => text === source)!;
      const found = entities.map((entity) => ({ label: entity.label, ...boxOfSpan(entity) }));
      right += spans.filter((span) =>
        closestBox(
          boxOfSpan(span),
          found.filter(({ label }) => label === span.label),
          0.6,
        ),
      ).length;
    }
    // Three workers, one of them careless: here and there an end is a letter off.
    expect(right).toBeGreaterThanOrEqual(0.9 * 2 * letters.length);
  });

  it('is exported, a file a side', async () => {
    const { folder: place, lines } = await datasetOf('letters');
    const keys = projectKeys('letters');
    const written = JSON.parse(await laptop.text(keys.datasetExport(place, 'spacy/train.json'))) as unknown[];
    const held = JSON.parse(await laptop.text(keys.datasetExport(place, 'spacy/validation.json'))) as unknown[];
    expect([written.length, held.length]).toEqual([lines.train.length, lines.validation.length]);
    expect(await laptop.text(keys.datasetExport(place, 'conll/train.conll'))).toMatch(/ B-person\n/);
    expect(await laptop.text(keys.datasetExport(place, 'hugging-face/validation.jsonl'))).toMatch(/"ner_tags":\[/);
  });

  it('ends with its dataset, and status says so', async () => {
    const { out } = await call('status', 'letters');
    expect(out).toContain('no built-in algorithm learns named-entities');
    expect(out).toMatch(/version 1/);
  });

  it('tells the story of a text, and shows texts in the console', async () => {
    const { out } = await call('story', 'letters.jsonl/letter-3.txt', '--project', 'letters');
    expect(out).toMatch(/text +\d+ characters/);
    expect(out).toMatch(/1 person, 1 place/);
  });

  it('sends a text back, corrected from its label', async () => {
    const { out } = await call('relabel', 'letter-3.txt', '--project', 'letters', '--now', '--json');
    expect(JSON.parse(out).images).toHaveLength(1);
    const { uid } = (await laptop.json<Project>(projectKeys('letters').config))!;
    await laptop.ended(`letters-${uid}-b000002`);
    const { lines } = await datasetOf('letters');
    const line = [...lines.train, ...lines.validation].find(({ source }) => source === letters[3]!.text)!;
    expect(line['labels-metadata']).toMatchObject({ 'adjusted-from': expect.stringMatching(/b000001$/) });
  }, 120_000);

  it('takes labels that people have, once, and refuses classes that it does not know', async () => {
    const file = join(folder, 'train.conll');
    writeFileSync(file, 'Ann B-person\nleft O\nLe B-place\nMans I-place\n\nNobody O\ncame O\n');
    const drop = ['drop', file, '--labels', file, '--project', 'letters'];
    const { out } = await call(...drop, '--json');
    expect(JSON.parse(out)).toMatchObject({ labeled: 2, unchanged: 0, problems: [] });
    const { lines } = await datasetOf('letters');
    const line = [...lines.train, ...lines.validation].find(({ source }) => source === 'Ann left Le Mans')!;
    expect(line.labels).toMatchObject({
      annotations: {
        entities: [
          { label: 'person', startOffset: 0, endOffset: 3 },
          { label: 'place', startOffset: 9, endOffset: 16 },
        ],
      },
    });
    expect(JSON.parse((await call(...drop, '--json')).out)).toMatchObject({ unchanged: 2 });
    writeFileSync(file, 'Ann B-human\n');
    expect(await laptop.labelloop(...drop)).toMatchObject({
      code: 1,
      notes: expect.stringContaining('no class "human"'),
    });
  });

  it('forgets a text', async () => {
    const hash = sha256(letters[4]!.text);
    await call('forget', 'image', hash, '--project', 'letters', '--yes');
    const { lines } = await datasetOf('letters');
    expect([...lines.train, ...lines.validation].map(({ source }) => source)).not.toContain(letters[4]!.text);
    expect(await laptop.keys(projectKeys('letters').imagesPrefix)).not.toContain(
      projectKeys('letters').image(hash, 'txt'),
    );
  });
});

describe('reviews in a table', () => {
  beforeAll(async () => {
    await call('init', 'reviews', '--task', 'text-classification', '--labels', 'good,bad,neither');
    await call('config', 'reviews', 'exports=["hugging-face","text-csv"]');
    const rows = reviews.map(({ text }, at) => `${at},${quoted(text)}\r\n`).join('');
    writeFileSync(join(folder, 'reviews.csv'), `number,comment\r\n${rows}`);
    await call('drop', join(folder, 'reviews.csv'), '--project', 'reviews');
    await labelAll('reviews');
  }, 300_000);

  it('become a dataset of texts and classes, exported', async () => {
    const { folder: place, lines } = await datasetOf('reviews');
    const all = [...lines.train, ...lines.validation];
    expect(all).toHaveLength(reviews.length);
    const right = all.filter(
      ({ source, 'labels-metadata': metadata }) =>
        metadata['class-name'] === reviews.find(({ text }) => text === source)!.label,
    );
    expect(right.length).toBeGreaterThanOrEqual(0.9 * reviews.length);
    const exported = await laptop.text(projectKeys('reviews').datasetExport(place, 'text-csv/train.csv'));
    expect(exported.split('\r\n').filter(Boolean)).toHaveLength(lines.train.length + 1);
    expect(await laptop.text(projectKeys('reviews').datasetExport(place, 'hugging-face/train.jsonl'))).toContain(
      '"label":"good"',
    );
  });

  it('texts that are nearly the same are on one side', async () => {
    // More that are alike would be a kind of text of their own, a tenth of the project.
    const names = ['a', 'b', 'c'];
    mkdirSync(join(folder, 'near'));
    for (const name of names)
      writeFileSync(
        join(folder, 'near', `${name}.txt`),
        `The quick brown fox of house ${name} jumps over the lazy dog, again and again and again.`,
      );
    const { out } = await call('drop', join(folder, 'near'), '--project', 'reviews', '--json');
    expect(JSON.parse(out).nearCopies).toHaveLength(names.length - 1);
    const keys = projectKeys('reviews');
    const records = await Promise.all(
      (await laptop.keys(keys.ledgerPrefix)).map(async (key) => (await laptop.json<LedgerRecord>(key))!),
    );
    const sides = records.filter(({ originalKey }) => /\/[a-c]\.txt$/.test(originalKey)).map(({ split }) => split);
    expect(sides).toHaveLength(names.length);
    expect(new Set(sides).size).toBe(1);
  });
});

it('asks for nothing that the deployed policies deny', () => {
  expect(laptop.judgeAccess().denied).toEqual([]);
});
