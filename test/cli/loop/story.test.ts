import { describe, expect, it } from '@jest/globals';
import { mayUseEscapes, Story } from '../../../cli/loop/story.ts';

function tell(interactive: boolean) {
  let [time, output] = [0, ''];
  const story = new Story({
    write: (text) => {
      output += text;
    },
    now: () => time,
    interactive,
  });
  const label = story.stage('label', 'starting');
  for (; time <= 60_000; time += 500) {
    if (time === 20_000) label.progress('12 of 118 objects');
    story.tick();
  }
  label.done('118 objects');
  story.note('and nothing more');
  return output;
}

describe('a story on a pipe', () => {
  it('has no escape codes and no carriage returns', () => {
    expect([...tell(false)].filter((character) => ['\x1b', '\r'].includes(character))).toEqual([]);
  });

  it('is never silent for 10 seconds', () => {
    const times = [...tell(false).matchAll(/^(\d+):(\d\d) /gm)].map(
      ([, minutes, seconds]) => Number(minutes) * 60 + Number(seconds),
    );
    const gaps = times.map((time, index) => time - (times[index - 1] ?? 0));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(10);
  });

  it('ends each stage with one line of result', () => {
    expect(tell(false)).toMatch(/^1:00 {2}label {5}118 objects\n {16}and nothing more\n$/m);
  });
});

it('a story on a terminal rewrites its line', () => {
  expect(tell(true)).toContain('\r\x1b[2K');
});

describe('escape codes', () => {
  const terminal = { isTTY: true };
  it('are for terminals that know them', () => {
    expect(mayUseEscapes(terminal, { TERM: 'xterm' })).toBe(true);
    expect(mayUseEscapes({}, { TERM: 'xterm' })).toBe(false);
  });
  it.each([{ NO_COLOR: '1' }, { CI: 'true' }, { TERM: 'dumb' }])('are not used with %j', (environment) => {
    expect(mayUseEscapes(terminal, environment)).toBe(false);
  });
});
