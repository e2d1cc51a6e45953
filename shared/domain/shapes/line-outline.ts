export type JsonObject = Record<string, unknown>;

/** What stands between two pieces of text that are the same on every line. */
export type Slot =
  | 'image'
  | 'width'
  | 'height'
  | 'depth'
  | 'boxes'
  | 'objects'
  | 'class-map'
  | 'human-annotated'
  | 'creation-date'
  | 'job-name'
  | 'text';

export interface OutlinePart {
  before: Uint8Array;
  slot: Slot;
}

export const isNested = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null;
export const bytesOf = (text: string) => new TextEncoder().encode(text);

/** Builds a template's parts from a line: everything that is not a slot is taken to be the same on every line. */
export class LineOutline {
  readonly parts: OutlinePart[] = [];
  readonly comma: string;
  readonly colon: string;
  /** Behind the last slot so far. */
  text = '';

  /** @param line as JavaScript writes JSON, or as Python does, with a space behind commas and colons */
  constructor(line: string) {
    const isSpaced = /^\{"[^"]*": /.test(line);
    this.comma = isSpaced ? ', ' : ',';
    this.colon = isSpaced ? ': ' : ':';
  }

  /** @returns whether every key is among the `members`, and every value what its member takes */
  object(value: JsonObject, members: Record<string, (value: unknown) => boolean>): boolean {
    this.text += '{';
    for (const [at, key] of Object.keys(value).entries()) {
      this.text += `${at > 0 ? this.comma : ''}${JSON.stringify(key)}${this.colon}`;
      if (!(Object.hasOwn(members, key) && members[key]!(value[key]))) return false;
    }
    this.text += '}';
    return true;
  }

  value(slot: Slot): boolean {
    this.parts.push({ before: bytesOf(this.text), slot });
    this.text = '';
    return true;
  }

  string(slot: Slot, value: unknown): boolean {
    this.text += '"';
    // The string's own end is read with it.
    return this.value(slot) && typeof value === 'string';
  }

  list(slot: Slot): boolean {
    this.text += '[';
    this.value(slot);
    this.text += ']';
    return true;
  }

  size(sizes: unknown): boolean {
    if (!(Array.isArray(sizes) && sizes.length === 1 && isNested(sizes[0]))) return false;
    this.text += '[';
    const isKnown = this.object(sizes[0], {
      width: () => this.value('width'),
      height: () => this.value('height'),
      depth: () => this.value('depth'),
    });
    this.text += ']';
    return isKnown;
  }
}
