/** Colours, and moves of the cursor (ECMA-48, control sequences). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const CONTROL_SEQUENCE = /\u001b\[[0-9;?]*[A-Za-z]/g;
const LONGEST = 500;

/**
 * A line that a program printed for a terminal, as it stands there in the end: without colours, and of a progress bar
 * its last state.
 */
export const plainLine = (line: string) =>
  line.replace(CONTROL_SEQUENCE, '').replace(/\r+$/, '').split('\r').at(-1)!.slice(0, LONGEST);
