import { styleSheet } from './element-style.ts';
import { CheckedField, checkedInput } from './inputs/checked-field.ts';

const toggleStyle = styleSheet(`
input { appearance: none; width: 40px; height: 22px; border-radius: 11px; border: 1px solid var(--line); background: var(--card); position: relative; cursor: pointer; }
input::before { content: ""; position: absolute; inset: 2px auto 2px 2px; width: 16px; border-radius: 50%; background: var(--faint); transition: translate .12s; }
input:checked { background: var(--accent); border-color: var(--accent); }
input:checked::before { background: var(--on-accent); translate: 18px; }
:host([invalid]) input:not(:checked)::before { background: var(--bad); }
@media (prefers-reduced-motion: reduce) { input::before { transition: none; } }
`);

/** `<crowd-toggle-button>`: a switch; answers `{"<value>": true | false}`. */
export class CrowdToggleButton extends CheckedField {
  protected override readonly input = checkedInput('checkbox', 'switch');

  protected override build(): void {
    super.build();
    this.shadowRoot!.adoptedStyleSheets.push(toggleStyle);
  }
}
