/** The runbook's entry of an error, Markdown without its heading; undefined when there is none. */
export function runbookEntry(runbook: string, error: string): string | undefined {
  const entries = runbook.split(/^## /m).slice(1);
  const entry = entries.find((text) => text.slice(0, text.indexOf('\n')).trim() === error);
  return entry?.slice(entry.indexOf('\n') + 1).trim();
}
