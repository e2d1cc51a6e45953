import { Liquid, type Template } from 'liquidjs';

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

export interface RenderedTemplate {
  html: string;
  /** S3 URIs that `grant_read_access` was asked for and the task must not read: they stand in the page as they are. */
  refused: string[];
}

/** Turns an S3 URI into a URL; undefined for one that the task must not read. */
export type Sign = (uri: string) => Promise<string | undefined>;

/** Where a render's own `sign` stands among its globals; no template can name a symbol. */
const SIGN = Symbol('sign');

const liquid = newLiquid();
const PARSED_TEMPLATES = 20;
const parsed = new Map<string, Template[]>();

function newLiquid(): Liquid {
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
  liquid.registerFilter('grant_read_access', async function (value: unknown) {
    const uri = String(value ?? '');
    const { [SIGN]: sign } = this.context.globals as { [SIGN]: Sign };
    return uri.startsWith('s3://') ? ((await sign(uri)) ?? uri) : uri;
  });
  return liquid;
}

/** @throws TemplateError when no task can be rendered with the template */
export function parseTemplate(template: string): Template[] {
  const known = parsed.get(template);
  if (known) return known;
  try {
    const fresh = liquid.parse(template);
    if (parsed.size >= PARSED_TEMPLATES) parsed.delete(parsed.keys().next().value!);
    parsed.set(template, fresh);
    return fresh;
  } catch (cause) {
    throw new TemplateError((cause as Error).message, { cause });
  }
}

/**
 * Renders a worker template as Ground Truth does: Liquid, output HTML-escaped unless told otherwise, `task.input`, and the
 * filters `to_json`, `escape`, `escape_once`, `skip_autoescape` and `grant_read_access`. Templates are untrusted: they read
 * no file, see own properties only, and stop at limits of size, time and memory.
 * @param sign turns an S3 URI into a URL; undefined for one that the task must not read
 * @throws TemplateError
 */
export async function renderTemplate(
  template: string,
  input: Record<string, unknown>,
  sign: Sign,
): Promise<RenderedTemplate> {
  const templates = parseTemplate(template);
  const refused = new Set<string>();
  const noting: Sign = async (uri) => {
    const url = await sign(uri);
    if (url === undefined) refused.add(uri);
    return url;
  };
  try {
    const html = (await liquid.render(templates, { task: { input } }, { globals: { [SIGN]: noting } })) as string;
    return { html, refused: [...refused] };
  } catch (cause) {
    throw new TemplateError((cause as Error).message, { cause });
  }
}

/** For people: why an image of the page is not to be seen. */
export const refusedText = (uri: string) =>
  `grant_read_access is for objects that the task's own manifest line or input names; left unsigned: ${uri}`;
