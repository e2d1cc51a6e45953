import { createHash } from 'node:crypto';
import { defineAction } from '../action.ts';
import { humanTaskUiNameSchema } from '../contracts/human-loop-requests.ts';
import { LabelingApiError } from '../labeling-api-error.ts';

export const describeHumanTaskUi = defineAction({
  name: 'DescribeHumanTaskUi',
  input: humanTaskUiNameSchema,
  async handle({ HumanTaskUiName: name }, { flows }) {
    const ui = await flows.uis.find(name);
    if (!ui) throw new LabelingApiError('ResourceNotFound', `The human task UI ${name} does not exist`);
    return {
      HumanTaskUiArn: flows.arnOf('human-task-ui', name),
      HumanTaskUiName: name,
      HumanTaskUiStatus: 'Active',
      CreationTime: new Date(ui.createdAt),
      UiTemplate: { ContentSha256: createHash('sha256').update(ui.template).digest('hex') },
    };
  },
});
