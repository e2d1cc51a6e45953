import type { ImageSize } from '../shapes/image-size.ts';
import type { Fields } from './answer-kind.ts';

export const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isFiniteNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

export const objectsOf = (value: unknown): Fields[] => (Array.isArray(value) ? value.filter(isObject) : []);

/** The image's size as the worker's page saw it, pixels; undefined where the element did not say. */
export function readSize({ inputImageProperties: size }: Fields): ImageSize | undefined {
  if (!isObject(size)) return undefined;
  const { width, height } = size;
  return isFiniteNumber(width) && isFiniteNumber(height) && width >= 1 && height >= 1 ? { width, height } : undefined;
}

/** Whether the worker changed what the task began with; undefined where it began with nothing. */
export const adjustedIn = ({ initialValueModified: modified }: Fields) =>
  typeof modified === 'boolean' ? modified : undefined;
