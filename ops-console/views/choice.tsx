interface ChoiceProps {
  label: string;
  value: string;
  options: readonly string[];
  onChoose(value: string): void;
  /** One of them it must be. */
  isRequired?: boolean;
}

/** One of several, or all. */
export function Choice({ label, value, options, onChoose, isRequired }: ChoiceProps) {
  return (
    <label class="choice">
      <span class="faint">{label}</span>
      <select value={value} onChange={(event) => onChoose(event.currentTarget.value)}>
        {!isRequired && <option value="">all</option>}
        {options.map((option) => (
          <option key={option} value={option}>
            {option.toLowerCase() === option ? option : option.toLowerCase().replace('_', ' ')}
          </option>
        ))}
      </select>
    </label>
  );
}
