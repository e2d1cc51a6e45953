import { expect, it } from '@jest/globals';
import { nameForeignFile } from '../../../../shared/domain/images/file-kind.ts';

it.each([
  ['heic', '\0\0\0\x18ftypheic\0\0\0\0'],
  ['heic', '\0\0\0\x18ftypmif1\0\0\0\0'],
  ['avif', '\0\0\0\x1cftypavif\0\0\0\0'],
  ['video', '\0\0\0\x20ftypisom\0\0\x02\0'],
  ['video', '\0\0\0\x14ftypqt  \0\0\0\0'],
  ['webp', 'RIFF\x24\0\0\0WEBPVP8 '],
  ['gif', 'GIF89a\x01\0\x01\0'],
  ['tiff', 'II*\0\x08\0\0\0'],
  ['tiff', 'MM\0*\0\0\0\x08'],
  ['bmp', 'BM\x36\0\0\0\0\0\0\0'],
  ['pdf', '%PDF-1.7\n'],
  ['zip', 'PK\x03\x04\x14\0'],
  ['gzip', '\x1f\x8b\x08\0'],
  ['jxl', '\xff\x0a\xfa\x1f'],
  ['jxl', '\0\0\0\x0cJXL \r\n\x87\n'],
  ['jpeg2000', '\0\0\0\x0cjP  \r\n\x87\n'],
  ['svg', '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg">'],
  ['html', '\n<!DOCTYPE html><title>Not found</title>'],
  ['html', '<html lang="en"><body><svg width="16"></svg>'],
  ['text', 'a.jpg,owl\r\n'],
  ['not-an-image', '\x7fELF\x02\x01\x01\0'],
])('it is called %s what begins with %j', (code, head) => {
  expect(nameForeignFile(Buffer.from(head, 'latin1')).code).toBe(code);
});

it('people read what it is and what to do', () => {
  expect(nameForeignFile(Buffer.from('GIF89a')).reason).toBe(
    'this is a GIF, not a JPEG or PNG image, whatever its name says; export it as JPEG or PNG and drop that',
  );
});
