import { ACCOUNT_ID, REGION } from '../wire/service.ts';

/** A Lambda function as `serverless.yml` deploys it. */
export interface FunctionDefinition {
  /** Physical name, e.g. `labelloop-dev-ingest-upload`. */
  name: string;
  /** Folder of the bundle: the root of the zip's contents that `handler` is relative to. */
  folder: string;
  /** `<module>.<export>`, e.g. `index.handler`. */
  handler: string;
  environment: Record<string, string>;
  timeoutSeconds: number;
  /** MB; reported to the function, not enforced. */
  memory: number;
  /** Whose key the function signs with, e.g. `ingest-upload`. */
  principal: string;
}

export const functionArn = (name: string) => `arn:aws:lambda:${REGION}:${ACCOUNT_ID}:function:${name}`;

/** The name in a function name, a partial or a whole ARN, with or without a qualifier. */
export function functionNameOf(nameOrArn: string): string {
  const match = /(?:^|:function:)([A-Za-z0-9_-]+)(?::[A-Za-z0-9$_-]+)?$/.exec(nameOrArn);
  return match?.[1] ?? nameOrArn;
}
