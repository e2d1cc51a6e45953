import { AwsError } from '../../wire/aws-error.ts';

/** InvokeEndpoint's ModelError. @param status that the model answered with, 500 where it did not */
export const modelFailed = (status: number, message: string) =>
  new AwsError('ModelError', `Received server error (${status}) from primary with message "${message}"`, 424, {
    OriginalStatusCode: status,
    OriginalMessage: message,
  });
