import type { Structure } from '../template/cloudformation-yaml.ts';
import type { ApiAction } from '../wire/api-action.ts';
import { ACCOUNT_ID, REGION } from '../wire/service.ts';
import type { Builds } from './builds.ts';

/** What CodeBuild's actions work on. */
export interface CodeBuildContext {
  builds: Builds;
  now(): number;
  /** A build project's properties, as a stack has them; undefined when no stack has it. */
  findProject(name: string): Structure | undefined;
  /** An object of the laptop's S3. @throws Error in S3's words */
  readObject(bucket: string, key: string): Promise<Uint8Array>;
}

/** One action of CodeBuild, with the types of its input and output. */
export const defineAction = <Input extends object, Output>(
  action: ApiAction<Input, Output, CodeBuildContext>,
): ApiAction<object, unknown, CodeBuildContext> => action;

const arn = (rest: string) => `arn:aws:codebuild:${REGION}:${ACCOUNT_ID}:${rest}`;
export const buildProjectArn = (name: string) => arn(`project/${name}`);
export const buildArn = (id: string) => arn(`build/${id}`);
