import { expect, it } from '@jest/globals';
import { TypeAhead } from '../../../worker-portal/work/type-ahead.ts';

const key = (name: string) => ({ key: name, shiftKey: false });

it('keeps keys for the next task, but neither old ones nor an Enter nor the page’s own', () => {
  const typeAhead = new TypeAhead();
  const received: string[] = [];
  const receive = (keys: Array<{ key: string }>) => received.push(keys.map(({ key }) => key).join(' '));
  expect(typeAhead.press(key('Tab'), 1000)).toBe(false);
  expect(typeAhead.press(key('3'), 1000)).toBe(true);
  for (const name of ['2', 'Enter', 'ArrowLeft']) typeAhead.press(key(name), 4000);
  typeAhead.handTo(receive, 5000);
  expect(received).toEqual(['2 ArrowLeft']);
  typeAhead.press(key('Enter'), 6000);
  expect(received).toEqual(['2 ArrowLeft', 'Enter']);
  typeAhead.hold();
  typeAhead.press(key('4'), 7000);
  expect(received).toHaveLength(2);
  typeAhead.handTo(receive, 7000);
  expect(received.at(-1)).toBe('4');
});
