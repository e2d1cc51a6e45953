import { expect, it } from '@jest/globals';
import type { Embedding } from '../../../../shared/contracts/embedding.ts';
import { findCopies } from '../../../../shared/domain/embeddings/find-copies.ts';
import { LookAlikes } from '../../../../shared/domain/embeddings/look-alikes.ts';
import { seededRandom } from '../../../../shared/domain/seeded-random.ts';

const random = seededRandom(3);
const noise = () => Array.from({ length: 256 }, () => random() - 0.5);
const hash = () => Array.from({ length: 16 }, () => Math.floor(random() * 16).toString(16)).join('');

function embedding(numbers: readonly number[], look = hash()): Embedding {
  const most = Math.max(...numbers.map(Math.abs));
  const bytes = Int8Array.from(numbers, (value) => Math.round((127 * value) / most));
  return { version: 1, vector: Buffer.from(bytes.buffer).toString('base64'), look };
}

it('finds nearly all that comparing each with each finds, and nothing else', () => {
  const kinds = Array.from({ length: 8 }, noise);
  const album = new Map<string, Embedding>();
  for (let at = 0; at < 500; at++) {
    const own = noise().map((value, index) => value + kinds[at % 8]![index]!);
    album.set(`image-${at}`, embedding(own));
    // A cropped or recoloured copy of every fifth one: cosines of .85 to .99.
    const blur = 0.1 + 0.7 * random();
    if (at % 5 === 0) album.set(`copy-${at}`, embedding(own.map((value) => value + blur * (random() - 0.5))));
  }
  album.set('a', embedding(noise(), '00ff00ff00ff00ff'));
  album.set('b', embedding(noise(), '00ff00ff00ff00f1'));
  const looks = new LookAlikes(album);
  const all = [...album.keys()].filter((id) => looks.copiesOf(id).length > 0);
  const found = findCopies(album, seededRandom(1));
  expect(all.length).toBeGreaterThan(150);
  expect([...found].filter((id) => !all.includes(id))).toEqual([]);
  expect(found.size / all.length).toBeGreaterThan(0.97);
  expect(found.has('a') && found.has('b')).toBe(true);
});
