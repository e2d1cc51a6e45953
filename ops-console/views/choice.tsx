interface ChoiceProps {
  label: string;
  value: string;
  options: readonly string[];
  onChoose(value: string): void;
}

/** One of several, or all. */
export function Choice({ label, value, options, onChoose }: ChoiceProps) {
  return (
    <label class="choice">
      <span class="faint">{label}</span>
      <select value={value} onChange={(event) => onChoose(event.currentTarget.value)}>
        <option value="">all</option>
        {options.map((option) => (
          <option key={option} value={option}>
            {option.toLowerCase() === option ? option : option.toLowerCase().replace('_', ' ')}
          </option>
        ))}
      </select>
    </label>
  );
}
