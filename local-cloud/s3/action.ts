import type { Clock } from '../clock.ts';
import type { ApiAction, RestCall } from '../wire/api-action.ts';
import type { RestAnswer } from '../wire/rest-bindings.ts';
import type { S3Store } from './s3-store.ts';

/** What S3's actions work on. */
export interface S3Context {
  store: S3Store;
  clock: Clock;
  /** Whether a principal may list the bucket: without it a missing key answers 403. */
  mayList(principal: string, bucket: string): boolean;
}

/** One action of S3. Its payload, and a stream that it answers with, are bytes on the wire. */
export interface S3Action<Input, Output> extends ApiAction<Input, RestAnswer<Output>, S3Context, RestCall> {
  /** The input's members that `handle` acts on; a request with any other is refused by that member's name. */
  honours: ReadonlyArray<keyof Input & string>;
}

/** An action among others: the codec guarantees that the input fits. */
export type AnyS3Action = Omit<S3Action<object, object>, 'honours'> & { honours: readonly string[] };

/** One action of S3, with the types of its input and output. */
export const defineAction = <Input extends object, Output extends object>(
  action: S3Action<Input, Output>,
): AnyS3Action => action;

export const bucketArn = (bucket: string | undefined) => `arn:aws:s3:::${bucket}`;
export const objectArn = (bucket: string | undefined, key: string | undefined) => `arn:aws:s3:::${bucket}/${key}`;
