import { defineAction } from '../action.ts';
import { renderUiTemplateSchema } from '../contracts/labeling-requests.ts';
import { LabelingApiError } from '../labeling-api-error.ts';
import { mayShow } from '../render/readable-uris.ts';
import { submitProblems } from '../render/submittable.ts';
import { refusedText, TemplateError } from '../render/template-renderer.ts';

const URL_SECONDS = 900;

/**
 * Template mistakes come back in `Errors`, as on AWS. Named there too: objects that the task must not read, which stay
 * unsigned, and what makes a page that no worker could submit.
 */
export const renderUiTemplate = defineAction({
  name: 'RenderUiTemplate',
  input: renderUiTemplateSchema,
  async handle(request, { ports }) {
    if (request.HumanTaskUiArn || !request.UiTemplate)
      throw new LabelingApiError(
        'ValidationException',
        'UiTemplate.Content is required; HumanTaskUiArn is not supported',
      );
    const input = parseInput(request.Task.Input);
    const sign = async (uri: string) =>
      mayShow(uri, input, uri, ports.dataBucket) ? ports.signUrl(uri, URL_SECONDS) : undefined;
    try {
      const { html, refused } = await ports.renderer.render(request.UiTemplate.Content, input, sign);
      const Errors = [
        ...refused.map((uri) => ({ Code: 'AccessDenied', Message: refusedText(uri) })),
        ...submitProblems(html).map((Message) => ({ Code: 'UnsubmittableTemplate', Message })),
      ];
      return { RenderedContent: html, Errors };
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      return { RenderedContent: '', Errors: [{ Code: 'TemplateError', Message: error.message }] };
    }
  },
});

function parseInput(text: string): Record<string, unknown> {
  try {
    const input: unknown = JSON.parse(text);
    if (typeof input === 'object' && input !== null && !Array.isArray(input)) return input as Record<string, unknown>;
  } catch {
    // Falls through to the one message for everything that is no JSON object.
  }
  throw new LabelingApiError('ValidationException', 'Task.Input must be a JSON object as a string');
}
