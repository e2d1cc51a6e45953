import {
  ValidateTemplate$,
  type ValidateTemplateInput,
  type ValidateTemplateOutput,
} from '@aws-sdk/client-cloudformation';
import { defineAction } from '../action.ts';
import { readDesiredStack } from '../desired-stack.ts';

export const validateTemplate = defineAction<ValidateTemplateInput, ValidateTemplateOutput>({
  schema: ValidateTemplate$,
  access: () => [{ action: 'cloudformation:ValidateTemplate', resource: '*' }],
  async handle({ TemplateBody, TemplateURL }, { readTemplate }) {
    readDesiredStack(TemplateBody ?? (await readTemplate(TemplateURL ?? '')), 'validated');
    return { Parameters: [], Capabilities: ['CAPABILITY_IAM'] };
  },
});
