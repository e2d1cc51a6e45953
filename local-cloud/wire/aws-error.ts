import { isDiskFull, tellDiskFull } from '../disk/disk-full.ts';

/** A failure as an AWS service reports it: `code` is what SDKs expose as `error.name`, `status` the HTTP status. */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  readonly code: string;
  readonly status: number;
  /** Further members of the error document, e.g. S3's `Key` and `BucketName`. */
  readonly details: Record<string, string | number>;

  constructor(code: string, message: string, status = 400, details: Record<string, string | number> = {}) {
    super(message);
    this.code = code;
    this.status = status;
    this.details = details;
  }
}

/** What a request gets that arrives, or is still at work, when its service has stopped. */
export const stopping = () =>
  new AwsError('ServiceUnavailable', 'The laptop cloud is stopping; ask again after its next start.', 503);

/** 507, which no SDK tries again by itself: room is made by people. */
const diskFull = () =>
  new AwsError(
    'InsufficientStorage',
    'The disk of the laptop cloud is full: nothing was stored. Free some space and ask again; what was acknowledged before is kept.',
    507,
  );

/** What node:sqlite says of a file that was closed: only `stop` closes one. */
const isClosedFile = (error: unknown) =>
  /^(?:database is not open|statement has been finalized)$/.test((error as Error | undefined)?.message ?? '');

/** Any thrown value as an AwsError; what is not one becomes a 500 and goes to stderr, because it is a bug of ours. */
export function asAwsError(error: unknown): AwsError {
  if (error instanceof AwsError) return error;
  if (isClosedFile(error)) return stopping();
  if (isDiskFull(error)) {
    tellDiskFull();
    return diskFull();
  }
  console.error(error);
  return new AwsError('InternalFailure', error instanceof Error ? error.message : String(error), 500);
}
