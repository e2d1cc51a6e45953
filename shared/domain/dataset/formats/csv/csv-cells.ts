/** A cell with line breaks is no longer than this: a quote that is never closed would take in the rest of the file. */
export const LONGEST_ROW = 20_000;

/** What parts the cells of a header: comma, semicolon or tab. */
export const delimiterOf = (header: string) =>
  [',', ';', '\t'].reduce((best, each) => (header.split(each).length > header.split(best).length ? each : best));

/** @returns undefined when a quoted cell is still open at the end of the line */
export function cellsOf(text: string, delimiter: string): string[] | undefined {
  if (!text.includes('"')) return text.split(delimiter);
  const cells: string[] = [];
  let at = 0;
  while (at <= text.length) {
    if (text[at] === '"') {
      let cell = '';
      for (at++; ; at++) {
        const quote = text.indexOf('"', at);
        if (quote < 0) return undefined;
        cell += text.slice(at, quote);
        at = quote + 1;
        if (text[at] !== '"') break;
        cell += '"';
      }
      // What stands between the quote and the next cell belongs to the row, which is broken.
      const next = text.indexOf(delimiter, at);
      if ((next < 0 ? text.length : next) !== at) return [text];
      cells.push(cell);
      at++;
    } else {
      const comma = text.indexOf(delimiter, at);
      cells.push(text.slice(at, comma < 0 ? text.length : comma));
      if (comma < 0) break;
      at = comma + 1;
    }
  }
  return cells;
}
