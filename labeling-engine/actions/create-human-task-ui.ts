import { defineAction } from '../action.ts';
import { createHumanTaskUiSchema } from '../contracts/human-loop-requests.ts';
import { LabelingApiError } from '../labeling-api-error.ts';
import { submitProblems } from '../render/submittable.ts';
import { TemplateError } from '../render/template-renderer.ts';

/** A worker template of Augmented AI. One that no worker could see or submit is refused here, not at the first task. */
export const createHumanTaskUi = defineAction({
  name: 'CreateHumanTaskUi',
  input: createHumanTaskUiSchema,
  async handle({ HumanTaskUiName: name, UiTemplate }, { ports, flows }) {
    const template = UiTemplate.Content;
    const invalid = (message: string) => new LabelingApiError('ValidationException', message);
    try {
      await ports.renderer.check(template);
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      throw invalid(`UiTemplate.Content cannot be rendered: ${error.message}`);
    }
    const problems = submitProblems(template);
    if (problems.length > 0) throw invalid(`UiTemplate.Content cannot be submitted: ${problems.join('; ')}`);
    const isNew = await flows.uis.create(name, {
      ...{ version: 1, writerId: ports.randomHex(8), deleted: false, createdAt: ports.now() },
      ...{ name, template },
    });
    if (!isNew) throw new LabelingApiError('ResourceInUse', `The human task UI ${name} exists already`);
    return { HumanTaskUiArn: flows.arnOf('human-task-ui', name) };
  },
});
