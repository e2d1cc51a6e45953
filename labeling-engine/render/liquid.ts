import { Liquid, type Template } from 'liquidjs';
import type { Sign } from './template-renderer.ts';

const PARSE_CHARACTERS = 1_000_000;
/** Wall time: on a busy machine a page of a millisecond waits for seconds. Threads have their own limit beside it. */
const RENDER_MS = 10_000;
const MEMORY = 50_000_000;

/** A bare carriage return does not outlive a browser's parser, and offsets into a text count it. */
const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '\r': '&#13;',
};
const asText = (value: unknown) =>
  value === undefined || value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value);
const escapeHtml = (value: unknown) => asText(value).replace(/[&<>"'\r]/g, (character) => ENTITIES[character]!);
const escapeOnce = (value: unknown) =>
  asText(value).replace(/&(?!(?:#\d+|#x[\da-f]+|\w+);)|[<>"'\r]/gi, (character) => ENTITIES[character]!);

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

/** @throws Error when no task can be rendered with the template */
export function parseLiquid(template: string): Template[] {
  const known = parsed.get(template);
  if (known) return known;
  const fresh = liquid.parse(template);
  if (parsed.size >= PARSED_TEMPLATES) parsed.delete(parsed.keys().next().value!);
  parsed.set(template, fresh);
  return fresh;
}

/**
 * Renders in this thread, within Liquid's own limits. They are looked at between tags: one filter on a long list goes
 * past them, so that untrusted templates belong into a `TemplateWorkers` thread.
 * @throws Error of the template
 */
export const renderLiquid = async (template: string, input: Record<string, unknown>, sign: Sign): Promise<string> =>
  (await liquid.render(parseLiquid(template), { task: { input } }, { globals: { [SIGN]: sign } })) as string;
