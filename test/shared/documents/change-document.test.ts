import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { changeDocument } from '../../../shared/documents/change-document.ts';
import { MemoryBucket } from '../../memory-bucket.ts';

interface Counter {
  writerId: string;
  count: number;
}

let bucket: MemoryBucket;
beforeEach(() => {
  bucket = new MemoryBucket();
});
afterEach(() => bucket.restore());

const read = (text: string) => JSON.parse(text) as Counter;
const add = (writerId: string) =>
  changeDocument(bucket.name, 'counter', read, (present) => ({ writerId, count: (present?.count ?? 0) + 1 }));
const rivals = (races: number) => {
  let left = races;
  bucket.beforeCall = ({ name }) => {
    if (name === 'PutObjectCommand' && left-- > 0)
      bucket.put('counter', JSON.stringify({ writerId: `rival${left}`, count: 10 }));
  };
};

it('makes the document when there is none, and adds to what is there', async () => {
  expect(await add('a')).toEqual({ writerId: 'a', count: 1 });
  expect(await add('b')).toEqual({ writerId: 'b', count: 2 });
});

it('begins again on what the faster one wrote', async () => {
  rivals(11);
  expect(await add('a')).toEqual({ writerId: 'a', count: 11 });
});

it('gives up after twelve lost races', async () => {
  rivals(12);
  await expect(add('a')).rejects.toMatchObject({ name: 'ContendedError' });
});

it('counts once when it is called again by the same writer', async () => {
  await add('a');
  expect(await add('a')).toEqual({ writerId: 'a', count: 1 });
});
