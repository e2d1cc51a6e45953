import { GetTemplate$, type GetTemplateInput, type GetTemplateOutput } from '@aws-sdk/client-cloudformation';
import { accessToStack, defineAction } from '../action.ts';

export const getTemplate = defineAction<GetTemplateInput, GetTemplateOutput>({
  schema: GetTemplate$,
  access: ({ StackName }) => accessToStack('GetTemplate', StackName),
  handle: ({ StackName }, { store }) => ({ TemplateBody: store.require(StackName).template }),
});
