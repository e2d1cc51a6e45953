/** What is wrong with the customer's request or data, as SageMaker's built-in algorithms report it: exit code 2. */
export class ClientError extends Error {
  override readonly name = 'ClientError';
  readonly exitCode = 2;
}
