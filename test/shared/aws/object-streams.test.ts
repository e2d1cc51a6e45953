import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { openUpload } from '../../../shared/aws/object-streams.ts';

const s3 = mockClient(S3Client);
afterEach(() => {
  s3.reset();
});

describe('an upload', () => {
  it('sends what is written in parts, in order, though the writer uses one buffer again and again', async () => {
    s3.on(CreateMultipartUploadCommand).resolves({ UploadId: 'u' });
    const parts: Buffer[] = [];
    s3.on(UploadPartCommand).callsFake(({ PartNumber, Body }) => {
      parts[PartNumber - 1] = Body;
      return { ETag: `"${PartNumber}"` };
    });
    s3.on(CompleteMultipartUploadCommand).resolves({});
    const upload = openUpload('b', 'k', 'text/plain');
    const buffer = Buffer.alloc(1024 * 1024);
    for (let turn = 0; turn < 20; turn++) await upload.write(buffer.fill(turn));
    await upload.finish();
    expect(parts.map(({ length }) => length / 1024 / 1024)).toEqual([8, 8, 4]);
    const whole = Buffer.concat(parts);
    expect(Array.from({ length: 20 }, (_, turn) => whole[turn * buffer.length])).toEqual(
      Array.from({ length: 20 }, (_, turn) => turn),
    );
    expect(s3.commandCalls(CompleteMultipartUploadCommand)[0]!.args[0].input.MultipartUpload!.Parts).toHaveLength(3);
  });

  it('puts a small object in one request', async () => {
    s3.on(PutObjectCommand).resolves({});
    const upload = openUpload('b', 'k', 'text/plain');
    await upload.write(Buffer.from('a line'));
    await upload.finish();
    expect(s3.commandCalls(PutObjectCommand).map(({ args }) => String(args[0].input.Body))).toEqual(['a line']);
  });
});
