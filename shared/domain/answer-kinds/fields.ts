import type { ImageSize } from '../shapes/image-size.ts';
import type { Fields } from './answer-kind.ts';

export const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isFiniteNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

/** A number of pixels; inputs of people's own forms give texts of them. NaN for anything else. */
export const pixels = (value: unknown): number =>
  isFiniteNumber(value) ? value : typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;

export const objectsOf = (value: unknown): Fields[] => (Array.isArray(value) ? value.filter(isObject) : []);

/** The image's size as the worker's page saw it, pixels; undefined where the element did not say. */
export function readSize({ inputImageProperties: size }: Fields): ImageSize | undefined {
  if (!isObject(size)) return undefined;
  const [width, height] = [pixels(size.width), pixels(size.height)];
  return width >= 1 && height >= 1 && width + height < Infinity ? { width, height } : undefined;
}

/** Whether the worker changed what the task began with; undefined where it began with nothing. */
export const adjustedIn = ({ initialValueModified: modified }: Fields) =>
  typeof modified === 'boolean' ? modified : undefined;

/**
 * Names of class ids in a manifest line: the job's, else those that the label's own metadata has. Ground Truth does not
 * tell a hook before the task which classes its job has.
 */
export function classNamesOf(line: Fields, attribute: string, labels: readonly string[]) {
  const metadata = line[`${attribute}-metadata`];
  const own = isObject(metadata) && isObject(metadata['class-map']) ? metadata['class-map'] : {};
  return (id: number): string | undefined => {
    const name = labels[id] ?? own[String(id)];
    return typeof name === 'string' ? name : undefined;
  };
}
