import { describe, expect, it } from '@jest/globals';
import { unqueuedS3Event } from '../../../shared/contracts/s3-event.ts';
import { InvalidDocumentError } from '../../../shared/errors.ts';

const record = (key: string) => ({
  eventTime: '2026-11-30T09:00:00.000Z',
  eventName: 'ObjectCreated:Put',
  s3: { bucket: { name: 'data' }, object: { key } },
});
const message = (body: unknown) => ({ body: JSON.stringify(body) });

describe('the queue of uploads', () => {
  it('gives the records of all its messages', () => {
    const { Records } = unqueuedS3Event({
      Records: [message({ Records: [record('a')] }), message({ Records: [record('b'), record('c')] })],
    });
    expect(Records.map(({ s3 }) => s3.object.key)).toEqual(['a', 'b', 'c']);
  });

  it('takes S3’s test message, which a deploy sends, for nothing', () => {
    const test = { Service: 'Amazon S3', Event: 's3:TestEvent', Time: '2026-11-30T09:00:00.000Z', Bucket: 'data' };
    expect(unqueuedS3Event({ Records: [message(test)] })).toEqual({ Records: [] });
  });

  it('refuses what S3 has not sent', () => {
    expect(() => unqueuedS3Event({ Records: [{ body: 'hello' }] })).toThrow(InvalidDocumentError);
    expect(() => unqueuedS3Event({ Records: [message({ wrong: true })] })).toThrow(InvalidDocumentError);
  });
});
