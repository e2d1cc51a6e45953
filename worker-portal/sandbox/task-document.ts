import { TEMPLATE_SCRIPTS } from '../../labeling-engine/contracts/template-scripts.ts';
import type { TaskAnswer } from '../../labeling-engine/contracts/worker-api.ts';
import { escapeHtml, sandboxDocument } from './sandbox-document.ts';

/** The tag that every Ground Truth template begins with; our elements come with the document. */
const LOADER_TAG =
  /<script\b[^>]*\bsrc\s*=\s*["']?https:\/\/assets\.crowd\.aws\/crowd-html-elements[\w.-]*\.js["']?[^>]*>\s*<\/script>/gi;

/**
 * The document of a task's frame: the rendered template and our elements; it may load what was signed for the task.
 * @param portalOrigin whom the document may talk to
 * @param files address of the folder that the sandbox's own files are in
 */
export function taskDocument(
  task: Pick<TaskAnswer, 'html' | 'signedUrls' | 'title'>,
  { language, portalOrigin, files }: { language: string; portalOrigin: string; files: string },
): string {
  return sandboxDocument({
    language,
    title: task.title,
    files,
    media: task.signedUrls,
    head: `<meta name="portal-origin" content="${escapeHtml(portalOrigin)}">
<link rel="stylesheet" href="task.css">
<script src="crowd-html-elements.js"></script>`,
    body: `<main>
<h1 class="unseen">${escapeHtml(task.title)}</h1>
${withOwnScripts(task.html.replace(LOADER_TAG, ''))}
</main>`,
  });
}

/** Libraries that the sandbox has a copy of come from there. */
function withOwnScripts(html: string): string {
  let own = html;
  for (const [address, file] of Object.entries(TEMPLATE_SCRIPTS)) own = own.replaceAll(address, file);
  return own;
}
