import { expect, it } from '@jest/globals';
import { PictureFinder } from '../../../../shared/domain/dataset/picture-finder.ts';

const finder = new PictureFinder([
  'images/a.jpg',
  'label/b.jpg',
  'train/0.jpg',
  'val/0.jpg',
  'deep/val/1.jpg',
  'deep/train/1.jpg',
  'Photo.JPG',
  'cafe\u0301.png',
  '100%.jpg',
  'notes.txt',
  'notes.json',
]);

it.each([
  ['the very path', 'val/0.jpg', 'val/0.jpg'],
  ['the end of the path', 's3://bucket/x/val/0.jpg', 'val/0.jpg'],
  ['the end of a deeper path', 'train/1.jpg', 'deep/train/1.jpg'],
  ['Windows paths', '..\\label\\b.jpg', 'label/b.jpg'],
  ['another case', 'PHOTO.jpg', 'Photo.JPG'],
  ['another extension', 'photo.png', 'Photo.JPG'],
  ['another composition of accents', 'caf\u00e9.png', 'cafe\u0301.png'],
  ['an encoded name', 'x/100%25.jpg', '100%.jpg'],
  ['a name that only looks encoded', 'x/100%.jpg', '100%.jpg'],
  ['an address with a query', 'https://b.example/x/a.jpg?sig=1%2F2', 'images/a.jpg'],
  ['the prefix of an upload', '/data/upload/1/1a2b3c4d-a.jpg', 'images/a.jpg'],
  ['a name that two folders have alike', '0.jpg', undefined],
  ['no picture of the stem', 'notes.jpg', undefined],
])('a picture is found by %s', (_, ref, path) => expect(finder.find(ref)).toBe(path));
