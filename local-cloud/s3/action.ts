import type { StaticOperationSchema } from '@smithy/types';
import type { AccessRecord, Caller } from '../wire/service.ts';
import type { BodyChecksum } from '../wire/verified-body.ts';
import type { Store } from './store.ts';

/** What an operation works with besides its input. */
export interface S3Call {
  store: Store;
  caller: Caller;
  requestId: string;
  /** The request's body, verified at its end. */
  body: AsyncIterable<Uint8Array>;
  checksum: () => BodyChecksum | undefined;
  /** Milliseconds since 1970. */
  now: number;
  /** Whether the caller may list the bucket: without it a missing key answers 403. */
  mayList(bucket: string): boolean;
}

export interface S3Result<Output> {
  /** Other than the operation's usual one, e.g. 206. */
  status?: number;
  output: Output;
  /** The object's bytes, where the operation returns one. */
  content?: AsyncIterable<Uint8Array>;
  /** Called once the answer is out, or cannot go out. */
  release?: () => void;
}

/** One call as IAM would judge it. */
export type S3Access = Pick<AccessRecord, 'action' | 'resource' | 'conditions'>;

export interface Operation<Input, Output> {
  /** The SDK's schema: name, HTTP bindings, input and output. */
  schema: StaticOperationSchema;
  /** The input's members that `handle` acts on; a request with any other is refused by that member's name. */
  honours: ReadonlyArray<keyof Input & string>;
  access(input: Input): S3Access[];
  handle(input: Input, call: S3Call): Promise<S3Result<Output>>;
}

/** An operation among others: the codec guarantees that the input fits. */
export type AnyOperation = Omit<Operation<object, object>, 'honours'> & { honours: readonly string[] };

/** Infers the types of one operation and gives it the common one. */
export const defineOperation = <Input extends object, Output extends object>(
  operation: Operation<Input, Output>,
): AnyOperation => operation;

export const bucketArn = (bucket: string | undefined) => `arn:aws:s3:::${bucket}`;
export const objectArn = (bucket: string | undefined, key: string | undefined) => `arn:aws:s3:::${bucket}/${key}`;
