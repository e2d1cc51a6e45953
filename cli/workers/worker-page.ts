import type { Interval, WorkerFigures } from '../../shared/domain/consolidation/worker-figures.ts';

const escapeHtml = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

export const percentInterval = (interval: Interval | null) =>
  interval ? `${percent(interval.value)} [${percent(interval.low)}, ${percent(interval.high)}]` : '–';

const AXIS = 100;

/** A share on a 0..100 % axis with its interval. */
function bar(interval: Interval | null): string {
  if (!interval) return '–';
  const { value, low, high } = interval;
  return `<svg width="${AXIS + 10}" height="14" viewBox="-5 0 ${AXIS + 10} 14" role="img" aria-label="${percentInterval(interval)}"><line x1="0" x2="${AXIS}" y1="7" y2="7" stroke="#8894a5"/><rect x="${(AXIS * low).toFixed(1)}" y="4" width="${(AXIS * (high - low)).toFixed(1)}" height="6" fill="#7fb0ff"/><circle cx="${(AXIS * value).toFixed(1)}" cy="7" r="4" fill="#1257c4"/></svg><br>${percent(value)}<br><small>${percent(low)} – ${percent(high)}</small>`;
}

const SIDES = ['left', 'top', 'right', 'bottom'];
const OBJECT = 40;
const MAGNIFIED = 4;
/** Farther out than this a shift is drawn at the picture's rim; its number stands beside it. */
const RIM = 0.11;

/** The object (dashed) and where the worker's mean box lies, shifts magnified; the four numbers beside it. */
function offsets(shifts: Interval[] | null): string {
  if (!shifts) return '–';
  const at = (edge: number, side: number) =>
    side * OBJECT + MAGNIFIED * OBJECT * Math.max(-RIM, Math.min(RIM, shifts[edge]!.value));
  const [left, top, right, bottom] = [at(0, 0), at(1, 0), at(2, 1), at(3, 1)];
  const rows = shifts.map(
    (shift, edge) =>
      `<tr title="${percentInterval(shift)}"><td>${SIDES[edge]}</td><td class="number">${shift.value < 0 ? '−' : '+'}${percent(Math.abs(shift.value))}</td></tr>`,
  );
  return `<div class="offset"><svg width="80" height="80" viewBox="-20 -20 80 80" aria-hidden="true"><rect width="${OBJECT}" height="${OBJECT}" fill="none" stroke="#8894a5" stroke-dasharray="3 2"/><rect x="${left.toFixed(1)}" y="${top.toFixed(1)}" width="${(right - left).toFixed(1)}" height="${(bottom - top).toFixed(1)}" fill="#7fb0ff55" stroke="#1257c4"/></svg><table>${rows.join('')}</table></div>`;
}

/** All days from the first answer to the last, the same for every worker. */
interface Days {
  all: string[];
  /** The most answers that one worker gave on one day. */
  most: number;
}

const DAY_MS = 86_400_000;
const CHART = 140;
const CHART_HEIGHT = 36;

function daysOf(workers: readonly WorkerFigures[]): Days {
  const worked = workers.flatMap(({ answersPerDay }) => Object.keys(answersPerDay)).sort();
  const most = Math.max(1, ...workers.flatMap(({ answersPerDay }) => Object.values(answersPerDay)));
  if (worked.length === 0) return { all: [], most };
  const [first, last] = [Date.parse(worked[0]!), Date.parse(worked.at(-1)!)];
  const all = Array.from({ length: (last - first) / DAY_MS + 1 }, (_, day) =>
    new Date(first + day * DAY_MS).toISOString().slice(0, 10),
  );
  return { all, most };
}

function perDay(answersPerDay: Record<string, number>, { all, most }: Days): string {
  const width = Math.min(12, CHART / Math.max(1, all.length));
  const bars = all.map((day, index) => {
    const count = answersPerDay[day] ?? 0;
    const height = (CHART_HEIGHT * count) / most;
    return `<rect x="${(index * width).toFixed(2)}" y="${(CHART_HEIGHT - height).toFixed(1)}" width="${(width * 0.85).toFixed(2)}" height="${height.toFixed(1)}" fill="#1257c4"><title>${day}: ${count}</title></rect>`;
  });
  return `<svg width="${CHART}" height="${CHART_HEIGHT + 1}" role="img" aria-label="answers per day"><line x1="0" x2="${CHART}" y1="${CHART_HEIGHT + 0.5}" y2="${CHART_HEIGHT + 0.5}" stroke="#8894a5"/>${bars.join('')}</svg>`;
}

const STYLE = `body{font:14px/1.4 system-ui,sans-serif;margin:1.2rem;color:#16202e}
.scroll{overflow-x:auto}
table{border-collapse:collapse}
th,td{text-align:left;padding:.4rem .5rem;border-bottom:1px solid #d9dee6;vertical-align:middle}
td{white-space:nowrap}
tbody>tr>th{min-width:9rem;max-width:14rem;overflow-wrap:anywhere}
small{color:#5a6675}
.number{text-align:right;font-variant-numeric:tabular-nums}
.offset{display:flex;align-items:center}
.offset td{border:0;padding:0 .3rem;font-size:12px}`;

/** The workers as one page that needs nothing else. @param project for the title */
export function workerPage(project: string, workers: readonly WorkerFigures[]): string {
  const days = daysOf(workers);
  const span =
    days.all.length > 0 ? `<br><small>${days.all[0]} to ${days.all.at(-1)}<br>highest bar: ${days.most}</small>` : '';
  const rows = workers.map(
    (worker) =>
      `<tr><th scope="row">${escapeHtml(worker.name ?? worker.workerId)}${worker.name === null ? '' : `<br><small>${escapeHtml(worker.workerId)}</small>`}</th><td class="number">${worker.answers}</td><td class="number">${worker.secondsPerTask.toFixed(1)}</td><td>${bar(worker.agreement)}</td><td>${bar(worker.missRate)}</td><td>${bar(worker.spuriousRate)}</td><td>${offsets(worker.offset)}</td><td>${bar(worker.goldScore)}</td><td>${perDay(worker.answersPerDay, days)}</td></tr>`,
  );
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>workers of ${escapeHtml(project)}</title><style>${STYLE}</style></head><body><h1>Workers of ${escapeHtml(project)}</h1><p>Rates against the consensus, with 95 % intervals. Offset: where the worker's mean box lies on an object (dashed), shifts ${MAGNIFIED} times as large; the numbers are shares of the object's size.</p><div class="scroll"><table><thead><tr><th scope="col">worker</th><th scope="col">answers</th><th scope="col">seconds a task</th><th scope="col">agreement</th><th scope="col">missed</th><th scope="col">spurious</th><th scope="col">offset</th><th scope="col">gold</th><th scope="col">answers per day${span}</th></tr></thead><tbody>${rows.join('')}</tbody></table></div></body></html>
`;
}
