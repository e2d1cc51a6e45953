/**
 * Control characters but for line feed and tab, and those that turn the direction of text: a terminal would obey them.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const OBEYED = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * Text as a terminal may have it: names of files come from anywhere, and none may move the cursor, colour the screen or
 * type. The notation is JSON's own, so that a line of JSON stays what it was.
 */
export const printable = (text: string): string =>
  text.replace(OBEYED, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
