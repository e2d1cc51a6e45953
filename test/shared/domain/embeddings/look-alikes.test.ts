import { expect, it } from '@jest/globals';
import { joinCopies } from '../../../../cli/intake/sides-of-copies.ts';
import type { Embedding } from '../../../../shared/contracts/embedding.ts';
import { chooseDiverse } from '../../../../shared/domain/embeddings/choose-diverse.ts';
import { LookAlikes } from '../../../../shared/domain/embeddings/look-alikes.ts';
import { seededRandom } from '../../../../shared/domain/seeded-random.ts';

const random = seededRandom(1);
const noise = () => Array.from({ length: 256 }, () => random() - 0.5);

function embedding(numbers: readonly number[], look = ''): Embedding {
  const most = Math.max(...numbers.map(Math.abs));
  const bytes = Int8Array.from(numbers, (value) => Math.round((127 * value) / most));
  const hash = Array.from({ length: 16 }, () => Math.floor(random() * 16).toString(16)).join('');
  return { version: 1, vector: Buffer.from(bytes.buffer).toString('base64'), look: look || hash };
}

/** Images that all share most of what they show, as a project's do. */
const shared = noise().map((value) => 3 * value);
const kinds = [noise(), noise(), noise(), noise()];
const image = (kind: number, own = noise()) =>
  shared.map((value, index) => value + kinds[kind]![index]! + 0.5 * own[index]!);

function album(copies: ReadonlyArray<[string, number[]]>, others = 12) {
  const rest = Array.from({ length: others }, (_, at) => [`other-${at}`, embedding(image(at % 4))] as const);
  return new Map([...rest, ...copies.map(([id, numbers]) => [id, embedding(numbers)] as const)]);
}

const own = noise();
const original = image(1, own);
const copy = image(
  1,
  own.map((value, index) => value + 0.2 * noise()[index]!),
);

it('finds the copy of a picture, and takes no other picture of the same kind for one', () => {
  const looks = new LookAlikes(
    album([
      ['original', original],
      ['copy', copy],
    ]),
  );
  expect(looks.copiesOf('copy').map(({ id }) => id)).toEqual(['original']);
  expect(looks.copiesOf('other-1')).toEqual([]);
  const like = looks.mostLike('original', 4);
  expect(like[0]!.id).toBe('copy');
  expect(like.slice(1).map(({ id }) => Number(id.split('-')[1]) % 4)).toEqual([1, 1, 1]);
});

it('compares looks alone where images are few, since their mean says nothing', () => {
  const looks = new LookAlikes(
    new Map([
      ['a', embedding(image(0), '00ff00ff00ff00ff')],
      ['b', embedding(image(0), '00ff00ff00ff00f1')],
      ['c', embedding(image(0), 'ff00ff00ff00ff00')],
    ]),
  );
  expect(looks.copiesOf('a').map(({ id }) => id)).toEqual(['b']);
});

it('leaves a crowd of images that look alike where chance put them: one side would be empty', () => {
  const look = '0123456789abcdef';
  const ids = Array.from({ length: 8 }, (_, at) => `frame-${at}`);
  const looks = new LookAlikes(new Map(ids.map((id) => [id, embedding(image(0), look)])));
  const sides = new Map(ids.map((id, at) => [id, at % 2 ? ('train' as const) : ('validation' as const)]));
  const before = new Map(sides);
  const found = joinCopies(looks, ids, sides, () => true);
  expect(sides).toEqual(before);
  expect(found.some(({ together }) => !together)).toBe(true);
});

it('chooses images of every kind, a rare one too, and one of two copies', () => {
  const common = Array.from({ length: 40 }, (_, at) => [`common-${at}`, embedding(image(at % 3))] as const);
  const rare = Array.from({ length: 4 }, (_, at) => [`rare-${at}`, embedding(image(3))] as const);
  const all = new Map([...common, ...rare]);
  const chosen = chooseDiverse(all, 6, seededRandom(3));
  expect(new Set(chosen).size).toBe(6);
  expect(chosen.some((id) => id.startsWith('rare'))).toBe(true);
  expect(chooseDiverse(all, 100, seededRandom(3))).toHaveLength(44);
  expect(
    chooseDiverse(
      album(
        [
          ['original', original],
          ['copy', original],
        ],
        0,
      ),
      2,
      seededRandom(3),
    ),
  ).toHaveLength(2);
});
