import { expect, it } from '@jest/globals';
import { delimiterOfTable, tableRows } from '../../../../shared/domain/texts/table-rows.ts';

it('keeps quoted cells as they are: quotes, delimiters, both line breaks', () => {
  const text = '\uFEFFid,text\r\n1,"a ""b"", c\r\nd\ne"\r\n\r\n2,plain\n3,';
  expect([...tableRows(text, delimiterOfTable(text))]).toEqual([
    { cells: ['id', 'text'], line: 1 },
    { cells: ['1', 'a "b", c\r\nd\ne'], line: 2 },
    { cells: ['2', 'plain'], line: 6 },
    { cells: ['3', ''], line: 7 },
  ]);
});

it('says where a quote is left open', () => {
  expect(() => [...tableRows('a\n"b\nc', ',')]).toThrow('the quote in line 2 is never closed');
});

it.each([
  ['a;b;"c,d,e"', ';'],
  ['a\tb', '\t'],
  ['a,b;c,d', ','],
])('%j is parted by %j', (text, delimiter) => expect(delimiterOfTable(text)).toBe(delimiter));
