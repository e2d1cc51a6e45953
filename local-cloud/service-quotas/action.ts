import type { ApiAction } from '../wire/api-action.ts';

/** One action of Service Quotas, with the types of its input and output. None works on anything but its call. */
export const defineAction = <Input extends object, Output>(
  action: ApiAction<Input, Output, undefined>,
): ApiAction<object, unknown, undefined> => action;
