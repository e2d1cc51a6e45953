import { CROWD_ELEMENTS } from '../../shared/contracts/crowd-elements.ts';
import { outsideScripts, outsideScriptText } from './outside-scripts.ts';

const KNOWN = new Set<string>(CROWD_ELEMENTS);
/** The sandbox loads no other page into a task's. */
const FRAMES = ['iframe', 'frame', 'object', 'embed', 'portal'];

/** Elements that bring a form, as Ground Truth's do. */
const BRINGS_FORM = 'crowd-entity-annotation';

/** What nobody sees: comments of HTML and of Liquid, and Liquid's raw text of examples stays. */
const COMMENTS = /<!--.*?-->|\{%-?\s*comment\s*-?%\}.*?\{%-?\s*endcomment\s*-?%\}/gs;

/**
 * Why no worker could submit, or see, a task of this template or page: no `crowd-form`, elements that the portal does
 * not have, frames, scripts from elsewhere. A form that a script or the task's own input makes is taken to be there.
 * @returns sentences that name each; empty when nothing is wrong
 */
export function submitProblems(template: string): string[] {
  const shown = template.replace(COMMENTS, '');
  const tags = [...new Set([...shown.matchAll(/<([a-z][a-z0-9-]*)/gi)].map((match) => match[1]!.toLowerCase()))];
  const mayMakeForm = /<script\b/i.test(shown) ? /crowd-form/i.test(shown) : /skip_autoescape/.test(shown);
  return [
    ...(tags.includes('crowd-form') || tags.includes(BRINGS_FORM) || mayMakeForm
      ? []
      : ['the template has no <crowd-form>, without which no worker can submit an answer']),
    ...tags
      .filter((tag) => tag.startsWith('crowd-') && !KNOWN.has(tag))
      .map(
        (tag) => `the worker portal has no element <${tag}> (docs/feature-support/crowd-elements.md lists what it has)`,
      ),
    ...tags
      .filter((tag) => FRAMES.includes(tag))
      .map((tag) => `the worker portal shows no other page in a task: <${tag}>`),
    ...outsideScripts(shown).map(outsideScriptText),
  ];
}
