import { expect, it } from '@jest/globals';
import { acceptText, tableProblem, textSizeProblem } from '../../../../shared/domain/texts/accept-text.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);

it('takes UTF-8 as it is, counted in code points, without a byte order mark', () => {
  const text = 'Zoë 👩‍🚀\r\ne\u0301';
  const bytes = utf8(text);
  expect(acceptText(bytes)).toEqual({ text, bytes, characters: [...text].length });
  expect(acceptText(utf8(`\uFEFF${text}`))).toEqual({ text, bytes, characters: [...text].length });
});

const SPRING = 'Der Frühling kommt';
it.each<[string, Uint8Array, string, RegExp]>([
  ['UTF-16 with its mark', Buffer.from(`\uFEFF${SPRING}`, 'utf16le'), 'utf-16', /UTF-16LE.*--encoding utf-16le/],
  ['UTF-16 without one', Buffer.from(SPRING, 'utf16le'), 'utf-16', /UTF-16LE/],
  ['UTF-16, the greater byte first', Buffer.from(SPRING, 'utf16le').swap16(), 'utf-16', /UTF-16BE/],
  ['Latin-1', Buffer.from(`one\ntwo\n${SPRING}`, 'latin1'), 'latin-1', /byte 0xfc in line 3.*windows-1252/],
  ['an image', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0), 'not-a-text', /JPEG/],
  ['a PDF', utf8('%PDF-1.7'), 'not-a-text', /a PDF/],
  ['other bytes', Uint8Array.of(0x80, 0x01, 0x02, 0xff), 'not-a-text', /no text/],
  ['NUL characters', utf8('words\0words, words and words'), 'not-a-text', /NUL/],
  ['nothing but blanks', utf8(' \r\n\t'), 'blank', /blanks/],
  ['more than a line of a manifest holds', utf8('ä'.repeat(20_001)), 'too-long', /20001 characters.*--per/],
])('refuses %s by its name', (_, bytes, code, reason) => {
  expect(acceptText(bytes)).toEqual({ code, reason: expect.stringMatching(reason) });
});

it('need not read what is empty, or larger than any text', () => {
  expect(textSizeProblem(0)).toMatchObject({ code: 'empty' });
  expect(textSizeProblem(1_000_000)).toMatchObject({ code: 'too-long' });
  expect(textSizeProblem(100)).toBeUndefined();
});

it('says of a table that it holds many texts', () => {
  expect(tableProblem('incoming/letters/a.csv')).toMatchObject({ code: 'table' });
  expect(tableProblem('incoming/letters/a.csv/row_000001.txt')).toBeUndefined();
});
