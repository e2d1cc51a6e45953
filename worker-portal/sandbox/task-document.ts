import type { TaskAnswer } from '../../labeling-engine/contracts/worker-api.ts';

/** The tag that every Ground Truth template begins with; our elements come with the document. */
const LOADER_TAG =
  /<script\b[^>]*\bsrc\s*=\s*["']?https:\/\/assets\.crowd\.aws\/crowd-html-elements\.js["']?[^>]*>\s*<\/script>/gi;

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escapeHtml = (text: string) => text.replace(/[&<>"]/g, (character) => ENTITIES[character]!);

/**
 * The document of a task's frame: the rendered template, our elements, and a policy that lets it load the task's own images and
 * nothing else. The frame's server adds the rest of the policy.
 * @param portalOrigin whom the document may talk to
 */
export function taskDocument(
  task: Pick<TaskAnswer, 'html' | 'imageUrl' | 'title'>,
  { language, portalOrigin }: { language: string; portalOrigin: string },
): string {
  const policy = `img-src data: blob: ${imageSources(task).join(' ')}`;
  return `<!doctype html>
<html lang="${escapeHtml(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy.trim())}">
<meta name="portal-origin" content="${escapeHtml(portalOrigin)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(task.title)}</title>
<link rel="stylesheet" href="/task.css">
<script src="/crowd-html-elements.js"></script>
</head>
<body>
<main>
<h1 class="unseen">${escapeHtml(task.title)}</h1>
${task.html.replace(LOADER_TAG, '')}
</main>
</body>
</html>`;
}

/**
 * Address and path of the task's image, and of whatever else the server signed for it (masks, examples): addresses under the same
 * origin that stand in the rendered page. A policy's paths ignore queries, so the storage's signature still decides.
 */
function imageSources({ html, imageUrl }: Pick<TaskAnswer, 'html' | 'imageUrl'>): string[] {
  if (imageUrl === undefined) return [];
  const { origin } = new URL(imageUrl);
  const sources = new Set([withoutQuery(imageUrl)]);
  for (const [url] of html.matchAll(/https?:\/\/[^\s"'<>?#]+/g))
    if (url.startsWith(`${origin}/`)) sources.add(withoutQuery(url));
  return [...sources];
}

/** As a policy spells it: `;` and `,` would end the source. */
function withoutQuery(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname.replaceAll(';', '%3B').replaceAll(',', '%2C')}`;
}
