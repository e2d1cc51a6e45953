import { expect, it } from '@jest/globals';
import { seededRandom } from '../../../../shared/domain/seeded-random.ts';
import { bareText, LikeTexts } from '../../../../shared/domain/texts/like-texts.ts';

const random = seededRandom(7);
const word = () =>
  Array.from({ length: 3 + Math.floor(6 * random()) }, () => 'abcdefghij'[Math.floor(10 * random())]).join('');
const words = (count: number) => Array.from({ length: count }, word);

it('texts that differ in case, blanks and punctuation are one', () => {
  expect(bareText(' Hello,\r\nWORLD! ')).toBe(bareText('hello world'));
  expect(bareText('😀!')).not.toBe(bareText('🚂!'));
});

it('finds each text of which one word in fifteen was changed, and none that was written anew', () => {
  const texts = Array.from({ length: 40 }, () => words(40));
  const like = new LikeTexts();
  for (const [at, text] of texts.entries()) like.add(`original ${at}`, text.join(' '));
  for (const [at, text] of texts.entries())
    like.add(`copy ${at}`, text.map((one, place) => (place % 15 === at % 15 ? word() : one)).join(' '));
  for (const at of texts.keys()) expect(like.copiesOf(`copy ${at}`).map(({ id }) => id)).toEqual([`original ${at}`]);
});
