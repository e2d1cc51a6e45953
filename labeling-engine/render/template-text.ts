/** HTML that stands in a template as it is: nothing in it is Liquid. */
export const raw = (html: string) => `{% raw %}${html.replaceAll(/\{%-?\s*endraw\s*-?%\}/g, '')}{% endraw %}`;

/** A text as the value of an HTML attribute. */
export const attribute = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
