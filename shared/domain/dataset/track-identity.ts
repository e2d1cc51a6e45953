import type { Shape } from './image-record.ts';

/** Which object of a sequence a shape is, as Ground Truth calls it: what readers put into a shape's `extra`. */
export interface TrackIdentity {
  'object-id': string;
  'object-name'?: string;
}

/** Keys of `extra` that say which object a shape is, and nothing of what it is like. */
const OWN_KEYS = new Set(['object-id', 'object-name', 'track_id']);

/** Which object of its sequence a shape is; undefined where its source does not say. */
export function identityOfShape({ extra }: Pick<Shape, 'extra'>): TrackIdentity | undefined {
  const id = extra?.['object-id'] ?? extra?.track_id;
  if (typeof id !== 'string' && typeof id !== 'number') return undefined;
  const name = extra?.['object-name'];
  return { 'object-id': String(id), ...(typeof name === 'string' && { 'object-name': name }) };
}

/** What else is said of a shape: its attributes and flags. */
export const attributesBeside = ({ extra = {} }: Pick<Shape, 'extra'>): Array<[string, unknown]> =>
  Object.entries(extra).filter(([key]) => !OWN_KEYS.has(key));
