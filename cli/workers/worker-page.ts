import type { Interval, WorkerFigures } from './worker-figures.ts';

const escapeHtml = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

export const percentInterval = (interval: Interval | null) =>
  interval ? `${percent(interval.value)} [${percent(interval.low)}, ${percent(interval.high)}]` : '–';

/** A share on a 0..100 % axis with its interval. */
function bar(interval: Interval | null): string {
  if (!interval) return '–';
  const x = (share: number) => (160 * share).toFixed(1);
  const width = (160 * (interval.high - interval.low)).toFixed(1);
  return `<svg width="170" height="16" viewBox="-5 0 170 16" role="img" aria-label="${percentInterval(interval)}"><line x1="0" x2="160" y1="8" y2="8" stroke="#8894a5"/><rect x="${x(interval.low)}" y="5" width="${width}" height="6" fill="#7fb0ff"/><circle cx="${x(interval.value)}" cy="8" r="4" fill="#1257c4"/></svg> ${percent(interval.value)}`;
}

function days(perDay: Record<string, number>): string {
  const entries = Object.entries(perDay).sort(([a], [b]) => (a < b ? -1 : 1));
  const most = Math.max(1, ...entries.map(([, count]) => count));
  const bars = entries.map(
    ([day, count], index) =>
      `<rect x="${index * 9}" y="${(30 - (28 * count) / most).toFixed(1)}" width="7" height="${((28 * count) / most).toFixed(1)}" fill="#1257c4"><title>${day}: ${count}</title></rect>`,
  );
  return `<svg width="${Math.max(9, entries.length * 9)}" height="30" role="img" aria-label="answers per day">${bars.join('')}</svg>`;
}

/** The workers as one page that needs nothing else. @param project for the title */
export function workerPage(project: string, workers: readonly WorkerFigures[]): string {
  const rows = workers.map(
    (worker) =>
      `<tr><th scope="row">${escapeHtml(worker.workerId)}</th><td>${worker.answers}</td><td>${worker.secondsPerTask.toFixed(1)}</td><td>${bar(worker.agreement)}</td><td>${bar(worker.missRate)}</td><td>${bar(worker.spuriousRate)}</td><td>${worker.offset ? worker.offset.map(({ value }) => percent(value)).join(', ') : '–'}</td><td>${bar(worker.goldScore)}</td><td>${days(worker.answersPerDay)}</td></tr>`,
  );
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>workers of ${escapeHtml(project)}</title><style>body{font:15px/1.5 system-ui,sans-serif;margin:2rem;color:#16202e}table{border-collapse:collapse}th,td{text-align:left;padding:.4rem .8rem;border-bottom:1px solid #d9dee6;vertical-align:middle}</style></head><body><h1>Workers of ${escapeHtml(project)}</h1><p>Rates against the consensus, with 95 % intervals; offsets of left, top, right, bottom as a share of the object's size.</p><table><thead><tr><th>worker</th><th>answers</th><th>s a task</th><th>agreement</th><th>missed</th><th>spurious</th><th>offset</th><th>gold</th><th>answers per day</th></tr></thead><tbody>${rows.join('')}</tbody></table></body></html>
`;
}
