import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { TextBytes } from '../../../../../shared/domain/dataset/bytes/text-bytes.ts';

const written = (write: (out: TextBytes) => TextBytes) => new TextDecoder().decode(write(new TextBytes()).take());

it('writes every number as JSON does', () => {
  const few = fc.tuple(fc.integer({ min: -3_000_000, max: 3_000_000 }), fc.nat({ max: 6 }));
  const number = fc.oneof(
    few.map(([digits, decimals]) => digits / 10 ** decimals),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
  );
  fc.assert(
    fc.property(number, (value) => expect(written((out) => out.number(value))).toBe(JSON.stringify(value))),
    { numRuns: 2000 },
  );
  for (const value of [0, -0, 0.0001, 0.00001, 214_748.3647, 214_748.3648, 0.99999999, 9.9999])
    expect(written((out) => out.number(value))).toBe(JSON.stringify(value));
});

it('writes every text, plain and quoted, and takes up its place again', () => {
  const out = new TextBytes();
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      expect(new TextDecoder().decode(out.text('<').text(text).text('>').take())).toBe(`<${text}>`);
      expect(JSON.parse(new TextDecoder().decode(out.json(text).take()))).toBe(text);
    }),
  );
  for (const long of ['a'.repeat(10_000), '猫'.repeat(10_000)])
    expect(new TextDecoder().decode(out.text(long).take())).toBe(long);
});
