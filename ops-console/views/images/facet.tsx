/** As many hues as a person tells apart; a class has the same on every page. */
const HUES = 10;
/** More values than these are folded away until somebody wants them. */
const SHOWN = 12;

interface Props {
  title: string;
  values: readonly string[];
  /** Images by value. */
  counts: Readonly<Record<string, number>>;
  chosen: string;
  /** Classes in the order that gives each its colour; empty: the values are no classes. */
  labels: readonly string[];
  onChoose(value: string): void;
}

/** One question with its values as buttons: the one that is pressed narrows, pressed again it does no longer. */
export function Facet({ title, values, counts, chosen, labels, onChoose }: Props) {
  if (values.length === 0) return null;
  const shown = values.slice(0, SHOWN);
  const rest = values.slice(SHOWN);
  const button = (value: string) => (
    <button
      key={value}
      type="button"
      class="facet"
      aria-pressed={chosen === value}
      onClick={() => onChoose(chosen === value ? '' : value)}
    >
      <span>
        {labels.includes(value) && <span class={`dot hue-${labels.indexOf(value) % HUES}`} />}
        {value}
      </span>
      <span class="count">{(counts[value] ?? 0).toLocaleString('en')}</span>
    </button>
  );
  return (
    <fieldset>
      <legend>{title}</legend>
      {shown.map(button)}
      {rest.length > 0 && (
        <details open={rest.includes(chosen)}>
          <summary>{rest.length} more</summary>
          {rest.map(button)}
        </details>
      )}
    </fieldset>
  );
}
