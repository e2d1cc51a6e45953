import type { ApiAction } from '../wire/api-action.ts';
import type { ServiceContext } from './service-context.ts';

/** One action of Step Functions, with the types of its input and output. */
export const defineAction = <Input extends object, Output>(
  action: ApiAction<Input, Output, ServiceContext>,
): ApiAction<Input, Output, ServiceContext> => action;
