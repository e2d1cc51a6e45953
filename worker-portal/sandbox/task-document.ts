import type { TaskAnswer } from '../../labeling-engine/contracts/worker-api.ts';
import { escapeHtml, sandboxDocument } from './sandbox-document.ts';

/** The tag that every Ground Truth template begins with; our elements come with the document. */
const LOADER_TAG =
  /<script\b[^>]*\bsrc\s*=\s*["']?https:\/\/assets\.crowd\.aws\/crowd-html-elements\.js["']?[^>]*>\s*<\/script>/gi;

/**
 * The document of a task's frame: the rendered template and our elements; it may load the task's own images.
 * @param portalOrigin whom the document may talk to
 */
export function taskDocument(
  task: Pick<TaskAnswer, 'html' | 'imageUrl' | 'title'>,
  { language, portalOrigin }: { language: string; portalOrigin: string },
): string {
  return sandboxDocument({
    language,
    title: task.title,
    images: imagesOf(task),
    head: `<meta name="portal-origin" content="${escapeHtml(portalOrigin)}">
<link rel="stylesheet" href="task.css">
<script src="crowd-html-elements.js"></script>`,
    body: `<main>
<h1 class="unseen">${escapeHtml(task.title)}</h1>
${task.html.replace(LOADER_TAG, '')}
</main>`,
  });
}

/** The task's image, and whatever else the server signed for it (masks, examples): the rendered page's addresses under the same origin. */
function imagesOf({ html, imageUrl }: Pick<TaskAnswer, 'html' | 'imageUrl'>): string[] {
  if (imageUrl === undefined) return [];
  const { origin } = new URL(imageUrl);
  const named = [...html.matchAll(/https?:\/\/[^\s"'<>?#]+/g)].map(([url]) => url);
  return [imageUrl, ...named.filter((url) => url.startsWith(`${origin}/`))];
}
