import type { AutomaticRound, AutomaticSummary } from '../../contracts/automatic-labeling.ts';
import type { AnswerInterval, Savings, SeenShare } from './savings.ts';

const percent = (share: number) => `${(100 * share).toFixed(0)} %`;
/** Without a sign where nothing is left of it. */
const whole = (number: number) => String(Math.round(number) + 0);
const dollars = (usd: number) => `${usd < 0 ? '-' : ''}$${Math.abs(usd).toFixed(2)}`;
const seen = ({ images, right, low, high }: SeenShare) =>
  images === 0 ? 'none yet' : `${right} of ${images} right (${percent(low)} to ${percent(high)})`;

/** One line for a status: who labeled how many, what was promised and what was seen. */
export function describeAutomatic({
  rounds,
  people,
  machine,
  waiting,
  precision,
  endedBecause,
  learns,
  capped,
}: AutomaticSummary): string {
  const round = rounds.length === 0 ? 'first images' : `round ${rounds.length}`;
  const rest = waiting === 0 && machine === 0 ? 'people labeled all of it' : 'people label the rest';
  const end = endedBecause === null ? '' : `; ${rest}: ${endedBecause}`;
  const cap = capped
    ? `, ${capped.images} of them until ${new Date(capped.until).toISOString().slice(0, 10)}: the machine may label ${capped.dailyCap} a day`
    : '';
  return `${round}: people ${people}, machine ${machine}, ${waiting} wait${cap}; ${percent(precision)} promised${learns ? '; models learn, people wait' : ''}${end}`;
}

/** What the machine's labels brought, and how they were checked: lines for people; none before a model has answered. */
export function describeSavings(savings: Savings): string[] {
  const { checked, byChance, byDoubt, byChoice, answers, answersAtLeast, usd, usdAtLeast } = savings;
  if (answers + checked.images + byChance.images + byDoubt.images === 0) return [];
  const money = usd > 0 ? `, ${dollars(usdAtLeast)} to ${dollars(usd)}` : '';
  return [
    `saved: ${answersAtLeast} to ${answers} answers${money}`,
    `machine labels that people checked unseen: ${seen(checked)}`,
    `of the images that it left to people it would have had: by chance ${seen(byChance)}; by doubt ${seen(byDoubt)}`,
    ...(byChoice ? [describeChoice(byChoice)] : []),
  ];
}

function describeChoice({ answers, low, high, usd, usdLow, usdHigh }: AnswerInterval): string {
  const money = usd === 0 ? '' : `, ${dollars(usd)} (${dollars(usdLow)} to ${dollars(usdHigh)})`;
  return `against the random arm: ${whole(answers)} more answers (${whole(low)} to ${whole(high)}) went where the machine was wrong${money}`;
}

const COLUMNS = ['round', 'people', 'by doubt', 'by chance', 'probe', 'unseen', 'machine', 'proved'] as const;

function cells({ round, people, machine, provenPrecision, probe, hidden }: AutomaticRound): string[] {
  const tally = (count: number, right: number, of: number) => (of > 0 ? `${count} (${right}/${of} right)` : `${count}`);
  return [
    String(round + 1),
    String(people.chosen + people.byChance + people.probed + people.hidden),
    String(people.chosen),
    String(people.byChance),
    probe ? tally(people.probed, probe.right, probe.images) : String(people.probed),
    tally(people.hidden, hidden.right, hidden.images),
    String(machine),
    provenPrecision === null ? '-' : provenPrecision.toFixed(3),
  ];
}

/** A table of the rounds, its head first. */
export const roundRows = ({ firstImages, rounds }: AutomaticSummary): string[][] => [
  [...COLUMNS],
  ['first', String(firstImages), '', '', '', '', '0', '-'],
  ...rounds.map(cells),
];

/** The table as lines of text. */
export function describeRounds(summary: AutomaticSummary): string[] {
  const rows = roundRows(summary);
  const widths = COLUMNS.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  );
}
