import { defineAction } from '../action.ts';
import { humanTaskUiNameSchema } from '../contracts/human-loop-requests.ts';
import { LabelingApiError } from '../labeling-api-error.ts';

/** Loops that were started keep the page that they were started with. */
export const deleteHumanTaskUi = defineAction({
  name: 'DeleteHumanTaskUi',
  input: humanTaskUiNameSchema,
  async handle({ HumanTaskUiName: name }, { flows }) {
    const deleted = await flows.uis.change(name, (present) => ({ ...present, deleted: true }));
    if (!deleted) throw new LabelingApiError('ResourceNotFound', `The human task UI ${name} does not exist`);
    return {};
  },
});
