import { Liquid } from 'liquidjs';

/** One template that does not render: `Code` as RenderUiTemplate reports it. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
}

const PARSE_CHARACTERS = 1_000_000;
const RENDER_MS = 1000;
const MEMORY = 50_000_000;

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const asText = (value: unknown) =>
  value === undefined || value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value);
const escapeHtml = (value: unknown) => asText(value).replace(/[&<>"']/g, (character) => ENTITIES[character]!);
const escapeOnce = (value: unknown) =>
  asText(value).replace(/&(?!(?:#\d+|#x[\da-f]+|\w+);)|[<>"']/gi, (character) => ENTITIES[character]!);

/**
 * Renders a worker template as Ground Truth does: Liquid, output HTML-escaped unless told otherwise, `task.input`, and the
 * filters `to_json`, `escape`, `escape_once`, `skip_autoescape` and `grant_read_access`. Templates are untrusted: they read
 * no file, see own properties only, and stop at limits of size, time and memory.
 * @param sign turns an S3 URI into a URL, or throws for one that the task must not read
 * @throws TemplateError
 */
export async function renderTemplate(
  template: string,
  input: Record<string, unknown>,
  sign: (uri: string) => Promise<string>,
): Promise<string> {
  const liquid = new Liquid({
    outputEscape: escapeHtml,
    ownPropertyOnly: true,
    strictFilters: true,
    templates: {},
    parseLimit: PARSE_CHARACTERS,
    renderLimit: RENDER_MS,
    memoryLimit: MEMORY,
  });
  liquid.registerFilter('to_json', (value: unknown) => (value === undefined ? 'null' : JSON.stringify(value)));
  liquid.registerFilter('escape', { handler: escapeHtml, raw: true });
  liquid.registerFilter('escape_once', { handler: escapeOnce, raw: true });
  liquid.registerFilter('skip_autoescape', { handler: (value: unknown) => value, raw: true });
  liquid.registerFilter('grant_read_access', async (value: unknown) => {
    const uri = String(value ?? '');
    return uri.startsWith('s3://') ? sign(uri) : uri;
  });
  try {
    return (await liquid.parseAndRender(template, { task: { input } })) as string;
  } catch (cause) {
    throw new TemplateError((cause as Error).message, { cause });
  }
}
