import { REGION } from '../wire/service.ts';

export type CreatedBy = 'Put' | 'Copy' | 'CompleteMultipartUpload';

/** One object that came to be. */
export interface Creation {
  createdBy: CreatedBy;
  bucket: string;
  key: string;
  size: number;
  etag: string;
  principal: string;
  requestId: string;
  /** Milliseconds since 1970. */
  at: number;
}

/** An S3 event notification with one record (S3 user guide, notification-content-structure). */
export interface S3Notification {
  Records: [ReturnType<typeof eventRecord>];
}

/** Form encoding with the slashes left: space is `+`, everything but letters, digits and `.-*_/` is percent-encoded. */
export const encodeEventKey = (key: string) =>
  encodeURIComponent(key)
    .replace(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+')
    .replaceAll('%2F', '/');

/** @param sequence grows with every event; comparable for one key only, as S3's */
export function eventRecord(creation: Creation, configurationId: string, sequence: number) {
  return {
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    awsRegion: REGION,
    eventTime: new Date(creation.at).toISOString(),
    eventName: `ObjectCreated:${creation.createdBy}`,
    userIdentity: { principalId: creation.principal },
    requestParameters: { sourceIPAddress: '127.0.0.1' },
    responseElements: { 'x-amz-request-id': creation.requestId, 'x-amz-id-2': creation.requestId },
    s3: {
      s3SchemaVersion: '1.0',
      configurationId,
      bucket: {
        name: creation.bucket,
        ownerIdentity: { principalId: 'user' },
        arn: `arn:aws:s3:::${creation.bucket}`,
      },
      object: {
        key: encodeEventKey(creation.key),
        size: creation.size,
        eTag: creation.etag.replaceAll('"', ''),
        sequencer: sequence.toString(16).toUpperCase().padStart(16, '0'),
      },
    },
  };
}
