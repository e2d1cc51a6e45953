/** One template that does not render: `Code` as RenderUiTemplate reports it. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
}

export interface RenderedTemplate {
  html: string;
  /** S3 URIs that `grant_read_access` was asked for and the task must not read: they stand in the page as they are. */
  refused: string[];
}

/** Turns an S3 URI into a URL; undefined for one that the task must not read. */
export type Sign = (uri: string) => Promise<string | undefined>;

/**
 * Renders worker templates as Ground Truth does: Liquid, output HTML-escaped unless told otherwise, `task.input`, and
 * the filters `to_json`, `escape`, `escape_once`, `skip_autoescape` and `grant_read_access`. Templates are untrusted:
 * they read no file, see own properties only, and stop at limits of size, time and memory without holding anybody else
 * up.
 */
export interface TemplateRenderer {
  /** @throws TemplateError when no task can be rendered with the template */
  check(template: string): Promise<void>;
  /**
   * @param signed URLs by S3 URI that the template is sure to want: each one that it must ask for costs a wait
   * @throws TemplateError
   */
  render(
    template: string,
    input: Record<string, unknown>,
    sign: Sign,
    signed?: ReadonlyMap<string, string>,
  ): Promise<RenderedTemplate>;
}

/** Tells people why an image of the page is not to be seen. */
export const refusedText = (uri: string) =>
  `grant_read_access is for objects that the task's own manifest line or input names; left unsigned: ${uri}`;
