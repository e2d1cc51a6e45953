/** A failure inside an execution, as Retry and Catch see it: `error` is what `ErrorEquals` names. */
export class StateError extends Error {
  override readonly name = 'StateError';
  readonly error: string;

  constructor(error: string, cause: string) {
    super(cause);
    this.error = error;
  }
}
