import { TEMPLATE_SCRIPTS } from '../contracts/template-scripts.ts';

/** AWS's own library of crowd-* elements, under its names of all years: the portal's elements stand for it. */
const CROWD_LIBRARY = /\/crowd-html-elements[\w.-]*\.js(?:[?#].*)?$/;
const SHOWN_CHARACTERS = 120;

/** Quoted or not; a value that Liquid makes is known when the page is. */
const SCRIPT_SOURCE = /<script\b[^>]*?\ssrc\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))/gi;
const IMPORT = /\b(?:import|from)\s*\(?\s*["'`]((?:https?:)?\/\/[^"'`\s]+)["'`]/gi;
const INLINE_SCRIPT = /<script\b[^>]*>(.*?)<\/script\s*>/gis;

/**
 * The scripts that a page asks of other places. The sandbox's policy lets none in, so what they were to do never
 * happens.
 * @param html a template, or the page made of it; comments left out
 * @returns their addresses, each once
 */
export function outsideScripts(html: string): string[] {
  const sources = [...html.matchAll(SCRIPT_SOURCE)].map(([, double, single, bare]) => double ?? single ?? bare ?? '');
  const imports = [...html.matchAll(INLINE_SCRIPT)].flatMap(([, code]) =>
    [...code!.matchAll(IMPORT)].map((match) => match[1]!),
  );
  const asked = [...sources, ...imports].map((source) => source.trim());
  return [...new Set(asked)].filter(
    (source) =>
      source !== '' &&
      !/^\{[{%]/.test(source) &&
      !CROWD_LIBRARY.test(source) &&
      !Object.hasOwn(TEMPLATE_SCRIPTS, source),
  );
}

/** Why a script does not load and what helps, for people. */
export const outsideScriptText = (source: string) =>
  `the worker portal loads no script from ${source.length > SHOWN_CHARACTERS ? `${source.slice(0, SHOWN_CHARACTERS)}…` : source}: write its text into the template, in a <script> without src, or leave it out`;
