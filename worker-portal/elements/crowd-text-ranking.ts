import { CrowdElement, type Shortcut } from './crowd-element.ts';
import { buildWorkbench } from './image-workbench.ts';
import { keepNativeKeys } from './native-keys.ts';
import { rankingWords } from './ranking/ranking-words.ts';
import { type Dimension, problemOf, type Ranks, readDimensions, readRanks } from './ranking/read-ranking.ts';

const STYLE = `
.ranking { overflow: auto; display: grid; gap: 12px; align-content: start; padding: 2px; }
.ranking section { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 12px 16px; }
.ranking p { margin: 6px 0 0; white-space: pre-wrap; overflow-wrap: anywhere; }
.ranks { display: flex; flex-wrap: wrap; gap: 8px 20px; margin-top: 10px; }
.ranks label { display: flex; gap: 8px; align-items: center; }
select { font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--line); border-radius: 6px; padding: 3px 8px; }
select.wrong { border-color: var(--bad); }
`;

/** What crowd-text-ranking submits. Ground Truth does not document its own; this form is ours. */
export interface TextRankingAnswer {
  /** Ranks by response, in the order of `responses`; 1 is the best. */
  rankings: Array<{ dimension: string; ranks: number[] }>;
}

/** `<crowd-text-ranking>`: responses to a prompt, ranked by one or more dimensions. */
export class CrowdTextRanking extends CrowdElement {
  #words = rankingWords();
  #dimensions: Dimension[] = [];
  #ranks: Ranks[] = [];
  /** The choices, by dimension and response. */
  #selects: HTMLSelectElement[][] = [];

  override get value(): TextRankingAnswer | undefined {
    const rankings = this.#dimensions.flatMap(({ name }, at) => {
      const ranks = this.#ranks[at]!;
      return ranks.every((rank) => rank !== undefined) ? [{ dimension: name, ranks: [...ranks] as number[] }] : [];
    });
    return rankings.length > 0 ? { rankings } : undefined;
  }

  override restore(value: unknown): void {
    this.#ranks = readRanks(value, this.#dimensions, this.#selects[0]?.length ?? 0);
    this.#show();
  }

  override get problem(): string {
    for (const [at, dimension] of this.#dimensions.entries()) {
      const problem = problemOf(this.#ranks[at]!, dimension);
      if (problem === 'tied') return this.#words.tied(dimension.name);
      if (problem) return this.#words.missing(dimension.name, problem.missing + 1);
    }
    return '';
  }

  override get shortcuts(): readonly Shortcut[] {
    return [{ keys: '1 – 9', does: this.#words.rankHow }];
  }

  override activate(): void {
    this.#selects[0]?.[0]?.focus({ preventScroll: true });
  }

  protected override build(): void {
    const responses = this.namesAttribute('responses');
    this.#dimensions = readDimensions(this.jsonAttribute('ordinal-ranking-dimensions'));
    this.#ranks = readRanks(undefined, this.#dimensions, responses.length);
    this.#selects = this.#dimensions.map((dimension, at) =>
      responses.map((_, response) => this.#select(dimension, at, response, responses.length)),
    );
    const middle = document.createElement('div');
    middle.className = 'ranking';
    middle.append(
      section(this.#words.prompt, this.getAttribute('text') ?? ''),
      ...responses.map((text, response) => section(this.#words.response(response + 1), text, this.#ranksOf(response))),
    );
    const help = document.createElement('p');
    const tied = this.#dimensions.some(({ allowTie }) => allowTie);
    help.textContent = tied ? `${this.#words.help} ${this.#words.mayTie}` : this.#words.help;
    buildWorkbench(this, { middle, side: [help], style: STYLE });
  }

  #ranksOf(response: number): HTMLElement {
    const row = document.createElement('div');
    row.className = 'ranks';
    row.append(
      ...this.#dimensions.map(({ name }, at) => {
        const label = document.createElement('label');
        label.append(name, this.#selects[at]![response]!);
        return label;
      }),
    );
    return row;
  }

  #select({ name }: Dimension, dimension: number, response: number, count: number): HTMLSelectElement {
    const select = document.createElement('select');
    select.ariaLabel = this.#words.ranked(name, response + 1);
    for (const rank of ['', ...Array.from({ length: count }, (_, at) => String(at + 1))])
      select.add(new Option(rank === '' ? '–' : rank, rank));
    select.addEventListener('change', () => {
      const rank = select.value === '' ? undefined : Number(select.value);
      this.#ranks[dimension] = this.#ranks[dimension]!.with(response, rank);
      this.#show();
      this.changed();
    });
    keepNativeKeys(select);
    return select;
  }

  #show(): void {
    for (const [at, selects] of this.#selects.entries()) {
      const ranks = this.#ranks[at]!;
      const { allowTie } = this.#dimensions[at]!;
      for (const [response, select] of selects.entries()) {
        const rank = ranks[response];
        select.value = rank === undefined ? '' : String(rank);
        const isTied = !allowTie && rank !== undefined && ranks.filter((other) => other === rank).length > 1;
        select.classList.toggle('wrong', isTied);
        select.ariaInvalid = String(isTied);
      }
    }
  }
}

function section(title: string, text: string, more?: HTMLElement): HTMLElement {
  const part = document.createElement('section');
  const heading = document.createElement('h2');
  heading.textContent = title;
  const words = document.createElement('p');
  words.textContent = text;
  part.append(heading, words, ...(more ? [more] : []));
  return part;
}
