import { expect, it } from '@jest/globals';
import { taskDocument } from '../../../worker-portal/sandbox/task-document.ts';

const around = { language: 'ja', portalOrigin: 'http://127.0.0.1:4567', files: 'http://127.0.0.1:4568/v1' };
const policyOf = (document: string) =>
  /Content-Security-Policy" content="([^"]*)"/
    .exec(document)![1]!
    .split('; ')
    .map((directive) => directive.trim());
const OTHERS = [
  "default-src 'none'",
  "script-src http://127.0.0.1:4568/v1/ 'unsafe-inline'",
  "style-src http://127.0.0.1:4568/v1/ 'unsafe-inline'",
  'font-src data:',
  ...['connect-src', 'frame-src', 'worker-src', 'form-action', 'base-uri'].map((name) => `${name} 'none'`),
];

it('allows what was signed for the task, and no other address that its page names', () => {
  const signedUrls = [
    'https://bucket.s3.amazonaws.com/projects/p/images/a;b,c.jpg?X-Amz-Signature=1',
    'https://bucket.s3.amazonaws.com/masks/m.png?X-Amz-Signature=2',
  ];
  const html = `<img src="https://bucket.s3.amazonaws.com/other.png"><img src="https://evil.test/y.png">`;
  const own =
    'https://bucket.s3.amazonaws.com/projects/p/images/a%3Bb%2Cc.jpg https://bucket.s3.amazonaws.com/masks/m.png';
  const directives = policyOf(taskDocument({ title: 'Birds', html, signedUrls }, around));
  expect(directives.toSorted()).toEqual([...OTHERS, `img-src data: blob: ${own}`, `media-src ${own}`].toSorted());
  expect(policyOf(taskDocument({ title: 'Text', html, signedUrls: [] }, around))).toEqual(
    expect.arrayContaining(['img-src data: blob:', "media-src 'none'"]),
  );
});

it("brings our elements instead of AWS's script and escapes the title", () => {
  const html = `<script src='https://assets.crowd.aws/crowd-html-elements.js'></script><crowd-form></crowd-form>`;
  const document = taskDocument({ title: '<script>alert(1)</script>', html, signedUrls: [] }, around);
  expect(document).not.toContain('assets.crowd.aws');
  expect(document).not.toContain('<script>alert');
  expect(document).toContain('<crowd-form></crowd-form>');
  expect(document).toContain('<html lang="ja">');
});
