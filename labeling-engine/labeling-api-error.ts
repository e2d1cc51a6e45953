export type LabelingApiErrorCode =
  | 'ValidationException'
  | 'ResourceInUse'
  | 'ResourceNotFound'
  | 'ResourceLimitExceeded'
  | 'ResourceNotFoundException'
  | 'ConflictException';

/** A refusal of the labeling API; `code` is what AWS clients see as the error's name. */
export class LabelingApiError extends Error {
  override readonly name = 'LabelingApiError';
  readonly code: LabelingApiErrorCode;

  constructor(code: LabelingApiErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
