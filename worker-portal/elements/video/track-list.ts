import { swatch, toolButton } from '../tool-button.ts';
import type { DrawnTrack } from './track-answer.ts';

interface Row {
  item: HTMLLIElement;
  track: DrawnTrack;
}

/** The objects as buttons: the way to them without a pointer. Only rows that changed are touched. */
export class TrackList {
  readonly element = document.createElement('ol');
  #rows = new Map<number, Row>();
  #colourOf: (label: string) => string;
  #onPick: (id: number) => void;

  constructor(colourOf: (label: string) => string, onPick: (id: number) => void) {
    this.#colourOf = colourOf;
    this.#onPick = onPick;
    this.element.className = 'boxes';
  }

  /** @param keyframesOf how many of a track's boxes somebody saw to, in words */
  update(tracks: readonly DrawnTrack[], selected: number | undefined, keyframesOf: (count: number) => string): void {
    const present = new Set(tracks.map(({ id }) => id));
    for (const [id, { item }] of this.#rows) {
      if (present.has(id)) continue;
      item.remove();
      this.#rows.delete(id);
    }
    for (const [at, track] of tracks.entries()) {
      const row = this.#rows.get(track.id);
      const item =
        row?.track === track ? row.item : this.#fill(row?.item ?? document.createElement('li'), track, keyframesOf);
      this.#rows.set(track.id, { item, track });
      const button = item.firstElementChild!;
      if (track.id === selected) button.setAttribute('aria-current', 'true');
      else button.removeAttribute('aria-current');
      if (this.element.children[at] !== item) this.element.insertBefore(item, this.element.children[at] ?? null);
    }
  }

  #fill(item: HTMLLIElement, track: DrawnTrack, keyframesOf: (count: number) => string): HTMLLIElement {
    const button = toolButton('', () => this.#onPick(track.id));
    const keyframes = document.createElement('span');
    keyframes.className = 'faint';
    keyframes.textContent = keyframesOf(track.keyframes.length);
    button.replaceChildren(swatch(this.#colourOf(track.label)), track.objectName, keyframes);
    item.replaceChildren(button);
    return item;
  }
}
