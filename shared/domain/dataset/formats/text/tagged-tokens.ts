/** A text and the parts of it that are labeled; offsets in Unicode code points, the end exclusive. */
export interface TextWithEntities {
  text: string;
  /** By place; no two overlap. */
  entities: ReadonlyArray<{ label: string; startOffset: number; endOffset: number }>;
}

/** A token and its tag: `B-` where an entity begins, `I-` where it goes on, `O` outside. */
export interface TaggedToken {
  token: string;
  tag: string;
}

/**
 * Words, numbers and single other signs, in the IOB2 scheme. A token ends where an entity does, so that none is lost.
 */
export function taggedTokens({ text, entities }: TextWithEntities): TaggedToken[] {
  const characters = [...text];
  const tokens: TaggedToken[] = [];
  let next = 0;
  let at = 0;
  while (at < characters.length) {
    while (entities[next] && entities[next]!.endOffset <= at) next += 1;
    const entity = entities[next];
    const isInside = entity !== undefined && entity.startOffset <= at;
    if (/\s/u.test(characters[at]!)) {
      at += 1;
      continue;
    }
    const limit = isInside ? entity.endOffset : (entity?.startOffset ?? characters.length);
    let end = at + 1;
    if (WORD.test(characters[at]!)) while (end < limit && WORD.test(characters[end]!)) end += 1;
    else while (end < limit && MARK.test(characters[end]!)) end += 1;
    const begins = isInside && characters.slice(entity.startOffset, at).every((each) => /\s/u.test(each));
    tokens.push({
      token: characters.slice(at, end).join(''),
      tag: isInside ? `${begins ? 'B' : 'I'}-${entity.label}` : 'O',
    });
    at = end;
  }
  return tokens;
}

const WORD = /^[\p{L}\p{N}\p{M}_]$/u;
/** What belongs to the sign before it: accents, the joiners and shades of emoji. */
const MARK = /^(?:\p{M}|\p{Emoji_Modifier}|\u200D)$/u;

/**
 * The text of tokens, a blank between two of them, and its entities. Reads IOB1, IOB2 and IOBES: `S-` and `U-` are
 * entities of one token, `E-` and `L-` end one.
 * @returns undefined for a tag of another form
 */
export function textOfTokens(tokens: readonly TaggedToken[]): TextWithEntities | undefined {
  const entities: Array<{ label: string; startOffset: number; endOffset: number }> = [];
  let open: (typeof entities)[number] | undefined;
  let at = 0;
  for (const { token, tag } of tokens) {
    const parts = /^(?:O|([BIESLU])-(.+))$/su.exec(tag);
    if (!parts) return undefined;
    const [, place, label] = parts;
    const length = [...token].length;
    if (label === undefined) open = undefined;
    else if (open && 'IEL'.includes(place!) && open.label === label) open.endOffset = at + length;
    else {
      open = { label, startOffset: at, endOffset: at + length };
      entities.push(open);
    }
    if (place && 'ESLU'.includes(place)) open = undefined;
    at += length + 1;
  }
  return { text: tokens.map(({ token }) => token).join(' '), entities };
}
