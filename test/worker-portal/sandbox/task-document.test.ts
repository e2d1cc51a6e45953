import { expect, it } from '@jest/globals';
import { taskDocument } from '../../../worker-portal/sandbox/task-document.ts';

const around = { language: 'ja', portalOrigin: 'http://127.0.0.1:4567' };
const policyOf = (document: string) => /Content-Security-Policy" content="([^"]*)"/.exec(document)?.[1];

it("allows the task's image and what the same storage signed, and no other address", () => {
  const imageUrl = 'https://bucket.s3.amazonaws.com/projects/p/images/a;b,c.jpg?X-Amz-Signature=1';
  const html = `<img src="https://bucket.s3.amazonaws.com/masks/m.png?X-Amz-Signature=2">
    <img src="https://bucket.s3.amazonaws.com.evil.test/x.png"><img src="https://evil.test/y.png">`;
  expect(policyOf(taskDocument({ title: 'Birds', html, imageUrl }, around))).toBe(
    'img-src data: blob: https://bucket.s3.amazonaws.com/projects/p/images/a%3Bb%2Cc.jpg https://bucket.s3.amazonaws.com/masks/m.png',
  );
  expect(policyOf(taskDocument({ title: 'Text', html }, around))).toBe('img-src data: blob:');
});

it("brings our elements instead of AWS's script and escapes the title", () => {
  const html = `<script src='https://assets.crowd.aws/crowd-html-elements.js'></script><crowd-form></crowd-form>`;
  const document = taskDocument({ title: '<script>alert(1)</script>', html }, around);
  expect(document).not.toContain('assets.crowd.aws');
  expect(document).not.toContain('<script>alert');
  expect(document).toContain('<crowd-form></crowd-form>');
  expect(document).toContain('<html lang="ja">');
});
