import { describe, expect, it } from '@jest/globals';
import { Story } from '../../cli/loop/story.ts';
import { printable } from '../../cli/printable.ts';

describe('printable text', () => {
  it('shows what a terminal would obey, and leaves every script and emoji as it is', () => {
    expect(printable('\x1b]0;pwned\x07cat\x9b2J.jpg')).toBe('\\u001b]0;pwned\\u0007cat\\u009b2J.jpg');
    expect(printable('photo\u202egpj.exe')).toBe('photo\\u202egpj.exe');
    expect(printable('Kühl 鸟 🐦 \t\n')).toBe('Kühl 鸟 🐦 \t\n');
  });

  it('leaves JSON what it was', () => {
    const value = { name: 'a\x1b[31m\x9bb\u2066' };
    expect(JSON.parse(printable(JSON.stringify(value)))).toEqual(value);
  });

  it('is what a story tells', () => {
    const told: string[] = [];
    const story = new Story({ write: (text) => told.push(text), now: () => 0, interactive: false });
    story.note('\x1b[2Ja.jpg: broken');
    story.stage('drop').done('\x1b[2Ja.jpg');
    expect(told.join('')).not.toContain('\x1b');
  });
});
