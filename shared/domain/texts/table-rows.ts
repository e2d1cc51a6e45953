/** A row of a table, and the line where it begins, from 1. */
export interface TableRow {
  cells: string[];
  line: number;
}

/**
 * What parts the cells of a table: the sign that its first line has most of, quoted cells left out; a tab where a comma
 * is as frequent, since texts have commas too.
 */
export function delimiterOfTable(text: string): string {
  const head = text.slice(0, text.search(/\r?\n|$/)).replace(/"(?:[^"]|"")*"/g, '');
  return ['\t', ';', ','].reduce((best, each) => (head.split(each).length > head.split(best).length ? each : best));
}

/**
 * The rows of a comma-separated file (RFC 4180): quoted cells keep their line breaks as they are, empty rows are left
 * out. @throws Error when a quote is never closed, with the line where it opens
 */
export function* tableRows(text: string, delimiter: string): Generator<TableRow> {
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  let line = 1;
  while (at < text.length) {
    const row: TableRow = { cells: [], line };
    for (;;) {
      let cell = '';
      if (text[at] === '"') {
        const opened = line;
        for (;;) {
          const quote = text.indexOf('"', at + 1);
          if (quote < 0) throw new Error(`the quote in line ${opened} is never closed`);
          cell += text.slice(at + 1, quote);
          at = quote + 1;
          if (text[at] !== '"') break;
          cell += '"';
        }
        line += cell.split('\n').length - 1;
      }
      let end = at;
      while (end < text.length && text[end] !== delimiter && text[end] !== '\n' && text[end] !== '\r') end++;
      row.cells.push(cell + text.slice(at, end));
      at = end + 1;
      if (text[end] === delimiter) continue;
      if (text[end] === '\r' && text[at] === '\n') at++;
      line++;
      break;
    }
    if (row.cells.length > 1 || row.cells[0] !== '') yield row;
  }
}
