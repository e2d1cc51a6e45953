import { expect, it } from '@jest/globals';
import { utf8Chunks } from '../../../../cli/dataset/files/utf8-chunks.ts';

async function decode(bytes: Uint8Array): Promise<string> {
  async function* chunks() {
    yield bytes.subarray(0, 301);
    yield bytes.subarray(301);
  }
  const parts: Buffer[] = [];
  for await (const chunk of utf8Chunks(chunks(), 'a.xml')) parts.push(Buffer.from(chunk));
  return Buffer.concat(parts).toString();
}

const long = ' '.repeat(300);

it.each([
  ['UTF-8', Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>${long}Kühl`), 'Kühl'],
  ['Latin 1 that says so', Buffer.from(`<?xml version="1.0" encoding='ISO-8859-1'?>${long}Kühl°`, 'latin1'), 'Kühl°'],
  [
    'GB2312 that says so',
    Buffer.concat([Buffer.from(`<?xml version="1.0" encoding="GB2312"?>${long}`), Buffer.from([0xc3, 0xa8])]),
    '猫',
  ],
  ['UTF-16 with a mark', Buffer.from(`\uFEFF${long}<a>猫</a>`, 'utf16le'), '<a>猫</a>'],
  [
    'UTF-16 without one',
    Buffer.from(`<?xml version="1.0" encoding="UTF-16"?>${long}<a>猫</a>`, 'utf16le'),
    '<a>猫</a>',
  ],
])('text comes as UTF-8: %s', async (_, bytes, end) =>
  expect((await decode(bytes)).trimEnd().endsWith(end)).toBe(true),
);

it('an encoding that nobody knows is named', async () => {
  await expect(decode(Buffer.from('<?xml version="1.0" encoding="klingon"?>'))).rejects.toThrow(
    'a.xml declares the encoding klingon',
  );
});
