import { readFileSync } from 'node:fs';
import * as sdk from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { S3_ACTIONS } from '../../../local-cloud/s3/actions.ts';
import { BUCKET, refusalOf, type S3UnderTest, startS3 } from './s3-under-test.ts';

let under: S3UnderTest;
beforeAll(async () => {
  under = await startS3();
});
afterAll(() => under.close());

it('docs/feature-support/s3.md lists exactly the operations and members that the registry has', () => {
  const documented = [...readFileSync('docs/feature-support/s3.md', 'utf8').matchAll(/^\| ([A-Z]\w+) \| (.+) \|$/gm)]
    .map(([, name, members]) => `${name}: ${members}`)
    .sort();
  const registered = S3_ACTIONS.map(({ schema, honours }) => {
    const members = honours.filter((member) => member !== 'Bucket' && member !== 'Key');
    return `${schema[2]}: ${members.join(', ') || '–'}`;
  }).sort();
  expect(documented).toEqual(registered);
});

const key = { Bucket: BUCKET, Key: 'k' };
it.each([
  ['PutBucketTagging', new sdk.PutBucketTaggingCommand({ Bucket: BUCKET, Tagging: { TagSet: [] } })],
  ['PutBucketPolicy', new sdk.PutBucketPolicyCommand({ Bucket: BUCKET, Policy: '{}' })],
  [
    'PutBucketNotificationConfiguration',
    new sdk.PutBucketNotificationConfigurationCommand({ Bucket: BUCKET, NotificationConfiguration: {} }),
  ],
  ['GetBucketVersioning', new sdk.GetBucketVersioningCommand({ Bucket: BUCKET })],
  ['PutObjectAcl', new sdk.PutObjectAclCommand({ ...key, ACL: 'private' })],
  ['GetObjectAttributes', new sdk.GetObjectAttributesCommand({ ...key, ObjectAttributes: ['ETag'] })],
  ['RestoreObject', new sdk.RestoreObjectCommand({ ...key, RestoreRequest: {} })],
])('%s is refused by name, and changes nothing', async (name, command) => {
  await under.client.send(new sdk.PutObjectCommand({ ...key, Body: 'kept' }));
  const refused = (under.client.send as (command: unknown) => Promise<unknown>).call(under.client, command);
  await expect(refused).rejects.toMatchObject({ name: 'NotImplemented', message: expect.stringContaining(name) });
  const kept = await under.client.send(new sdk.GetObjectCommand(key));
  expect(await kept.Body!.transformToString()).toBe('kept');
});

it('lists each object with its one version, null, page by page, and deletes it by that', async () => {
  for (const Key of ['versions/a', 'versions/b', 'versions/c'])
    await under.client.send(new sdk.PutObjectCommand({ Bucket: BUCKET, Key, Body: Key }));
  const list = (KeyMarker?: string) =>
    under.client.send(
      new sdk.ListObjectVersionsCommand({
        Bucket: BUCKET,
        Prefix: 'versions/',
        MaxKeys: 2,
        ...(KeyMarker && { KeyMarker }),
      }),
    );
  const first = await list();
  expect(first).toMatchObject({ IsTruncated: true, NextKeyMarker: 'versions/b' });
  const second = await list(first.NextKeyMarker);
  const Objects = [...first.Versions!, ...second.Versions!].map(({ Key, VersionId }) => ({ Key: Key!, VersionId }));
  expect(Objects).toEqual(['a', 'b', 'c'].map((name) => ({ Key: `versions/${name}`, VersionId: 'null' })));
  await under.client.send(new sdk.DeleteObjectsCommand({ Bucket: BUCKET, Delete: { Objects } }));
  expect((await list()).Versions).toBeUndefined();
});

it('a member that an operation does not honour is refused by name', async () => {
  const locked = new sdk.PutObjectCommand({ ...key, Body: 'x', ObjectLockLegalHoldStatus: 'ON' });
  await expect(under.client.send(locked)).rejects.toMatchObject({
    name: 'NotImplemented',
    message: expect.stringContaining("PutObject with ObjectLockLegalHoldStatus 'ON'"),
  });
  const version = new sdk.GetObjectCommand({ ...key, VersionId: 'v1' });
  expect(await refusalOf(under.client.send(version))).toEqual(['NotImplemented', 501]);
});

it('a member that asks for what is done anyway is accepted', async () => {
  const owned = {
    ExpectedBucketOwner: '000000000000',
    StorageClass: 'STANDARD',
    ServerSideEncryption: 'AES256',
  } as const;
  await under.client.send(new sdk.PutObjectCommand({ ...key, ...owned, Body: 'x' }));
});

it('buckets are made, found, listed and removed when empty', async () => {
  const { client } = under;
  await client.send(new sdk.CreateBucketCommand({ Bucket: 'second-bucket' }));
  await client.send(new sdk.CreateBucketCommand({ Bucket: 'second-bucket' }));
  expect(await client.send(new sdk.HeadBucketCommand({ Bucket: 'second-bucket' }))).toMatchObject({
    BucketRegion: 'us-east-1',
  });
  const { Buckets } = await client.send(new sdk.ListBucketsCommand({}));
  expect(Buckets?.map(({ Name }) => Name)).toEqual([BUCKET, 'second-bucket']);
  const location = await client.send(new sdk.GetBucketLocationCommand({ Bucket: BUCKET }));
  expect(location.LocationConstraint ?? '').toBe('');
  await client.send(new sdk.PutObjectCommand({ Bucket: 'second-bucket', Key: 'k', Body: 'x' }));
  const remove = () => client.send(new sdk.DeleteBucketCommand({ Bucket: 'second-bucket' }));
  expect(await refusalOf(remove())).toEqual(['BucketNotEmpty', 409]);
  await client.send(new sdk.DeleteObjectCommand({ Bucket: 'second-bucket', Key: 'k' }));
  await remove();
  expect((await refusalOf(client.send(new sdk.HeadBucketCommand({ Bucket: 'second-bucket' }))))[1]).toBe(404);
  expect(await refusalOf(client.send(new sdk.CreateBucketCommand({ Bucket: 'No_Bucket' })))).toEqual([
    'InvalidBucketName',
    400,
  ]);
});

it('calls are logged as IAM would judge them', async () => {
  under.accesses.length = 0;
  const engine = under.clientOf('merge-labels');
  await engine.send(new sdk.CopyObjectCommand({ Bucket: BUCKET, Key: 'to', CopySource: `${BUCKET}/k` }));
  await engine.send(new sdk.ListObjectsV2Command({ Bucket: BUCKET, Prefix: 'projects/' }));
  await refusalOf(engine.send(new sdk.PutObjectCommand({ ...key, Body: 'x', IfMatch: '"other"' })));
  const object = (name: string) => `arn:aws:s3:::${BUCKET}/${name}`;
  expect(under.accesses).toEqual([
    { principal: 'merge-labels', action: 's3:GetObject', resource: object('k') },
    { principal: 'merge-labels', action: 's3:PutObject', resource: object('to') },
    {
      principal: 'merge-labels',
      action: 's3:ListBucket',
      resource: `arn:aws:s3:::${BUCKET}`,
      conditions: { 's3:prefix': 'projects/' },
    },
    { principal: 'merge-labels', action: 's3:PutObject', resource: object('k') },
    { principal: 'merge-labels', action: 's3:GetObject', resource: object('k') },
  ]);
});
