import { textOfTokens } from './tagged-tokens.ts';
import type { FoundText } from './text-reader.ts';

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isNames = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((name) => typeof name === 'string');

/**
 * A labeled text as tools write one into a JSON object: tokens with tags (Hugging Face), places as triples (spaCy,
 * doccano) or as objects (Prodigy), a class or classes. Places are code points, as Python counts.
 */
export function readLabeledObject(value: unknown): FoundText {
  if (Array.isArray(value) && typeof value[0] === 'string' && isObject(value[1])) {
    const { entities, cats } = value[1];
    return isObject(cats) && entities === undefined ? ofScores(value[0], cats) : ofPlaces(value[0], entities ?? []);
  }
  if (!isObject(value)) return { kind: 'broken', reason: 'it is neither an object nor a text with its entities' };
  const { tokens, ner_tags: tags = value.tags, text } = value;
  if (isNames(tokens)) return ofTokens(tokens, tags);
  if (typeof text !== 'string') return { kind: 'broken', reason: 'it has neither "text" nor "tokens"' };
  const places = value.entities ?? value.spans;
  if (places !== undefined) return ofPlaces(text, places);
  if (isObject(value.cats)) return ofScores(text, value.cats);
  const { label } = value;
  const labels = value.labels ?? (Array.isArray(label) ? label : undefined);
  if (Array.isArray(labels) && labels.some((one) => typeof one !== 'string')) return ofPlaces(text, labels);
  if (isNames(labels)) return { kind: 'classes', text, labels: [...new Set(labels)] };
  if (typeof label === 'string') return { kind: 'class', text, label };
  if (typeof label === 'number')
    return { kind: 'broken', reason: `its label is the number ${label}, and nothing names it: write the class's name` };
  return { kind: 'bare', text };
}

function ofTokens(tokens: string[], tags: unknown): FoundText {
  if (!isNames(tags))
    return { kind: 'broken', reason: 'its tags are no names such as "B-PER": numbers need the list that names them' };
  if (tags.length !== tokens.length)
    return { kind: 'broken', reason: `${tokens.length} tokens, but ${tags.length} tags` };
  const read = textOfTokens(tokens.map((token, at) => ({ token, tag: tags[at]! })));
  return read ? { kind: 'entities', ...read } : { kind: 'broken', reason: 'a tag is none of O, B-…, I-…' };
}

function ofPlaces(text: string, places: unknown): FoundText {
  if (!Array.isArray(places)) return { kind: 'broken', reason: 'its entities are no list' };
  const { length } = [...text];
  const entities = places.map((place: unknown) => {
    const [start, end, label] = Array.isArray(place)
      ? place
      : isObject(place)
        ? [place.start ?? place.start_offset, place.end ?? place.end_offset, place.label]
        : [];
    return { label: label as string, startOffset: start as number, endOffset: end as number };
  });
  const wrong = entities.find(
    ({ label, startOffset, endOffset }) =>
      typeof label !== 'string' ||
      !Number.isInteger(startOffset) ||
      !Number.isInteger(endOffset) ||
      !(startOffset >= 0 && startOffset < endOffset && endOffset <= length),
  );
  if (wrong)
    return {
      kind: 'broken',
      reason: `the entity ${JSON.stringify(wrong)} is no part of a text of ${length} characters`,
    };
  return { kind: 'entities', text, entities: entities.sort((a, b) => a.startOffset - b.startOffset) };
}

/** spaCy's `cats`: a score for each class, 1 or 0 where people gave it. */
const ofScores = (text: string, cats: Json): FoundText => ({
  kind: 'classes',
  text,
  labels: Object.keys(cats).filter((name) => Number(cats[name]) >= 0.5),
});
