import { CategoryPicker } from './category-picker.ts';

const TARGET_STYLE = `
.target { overflow: auto; padding: 16px 20px; background: var(--card); border: 1px solid var(--line); border-radius: 8px; font-size: 17px; line-height: 1.6; overflow-wrap: anywhere; white-space: pre-line; }
`;

/** A classifier of whatever stands in `<classification-target>`: text, sound, several images. */
export abstract class TargetClassifier extends CategoryPicker {
  protected override buildSubject(): { middle: HTMLElement; style: string } {
    const middle = document.createElement('div');
    middle.className = 'target';
    middle.role = 'region';
    middle.ariaLabel = this.words.target;
    // A long text is scrolled by keys.
    middle.tabIndex = 0;
    const slot = document.createElement('slot');
    slot.name = 'classification-target';
    for (const target of this.querySelectorAll(':scope > classification-target')) target.slot = slot.name;
    middle.append(slot);
    return { middle, style: TARGET_STYLE };
  }
}
