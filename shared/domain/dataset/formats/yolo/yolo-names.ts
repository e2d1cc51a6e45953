import { parse as parseYaml } from 'yaml';
import { InvalidDocumentError } from '../../../../errors.ts';
import { numberedPoints, readEdges } from '../../pose.ts';
import type { DatasetSource } from '../format.ts';
import type { YoloKeypoints } from './yolo-line.ts';

/** What a dataset's own files say of it: `data.yaml`, or Darknet's, labelImg's and Label Studio's lists. */
export interface YoloDescription {
  /** Class names by number. */
  names: string[] | undefined;
  /** Why there are no names, where a file should have them. */
  trouble: string | undefined;
  keypoints: YoloKeypoints | undefined;
  /** Places of each side: folders, or lists of images. */
  sides: { train: string[]; validation: string[]; test: string[] };
}

const listOf = (value: unknown) => [value].flat().filter((each): each is string => typeof each === 'string');

/** @throws InvalidDocumentError for YAML that cannot be read */
export async function describeYolo(source: DatasetSource): Promise<YoloDescription> {
  const { files } = source;
  const yaml =
    files.find((file) => /(^|\/)(data|dataset)\.ya?ml$/i.test(file)) ?? files.find((file) => /\.ya?ml$/i.test(file));
  const settings = yaml === undefined ? {} : readSettings((await source.text(yaml)).replace(/^\uFEFF/, ''), yaml);
  const darknet = files.find((file) => /\.data$/.test(file));
  const data = darknet === undefined ? {} : readDarknet(await source.text(darknet));
  const sides = {
    train: [...listOf(settings.train), ...listOf(data.train)],
    validation: [
      ...listOf(settings.val),
      ...listOf(settings.valid),
      ...listOf(settings.validation),
      ...listOf(data.valid),
    ],
    test: [...listOf(settings.test), ...listOf(data.test)],
  };
  const keypoints = keypointsOf(settings);
  const named = yaml !== undefined && 'names' in settings ? namesOf(settings.names, yaml, settings) : undefined;
  if (Array.isArray(named)) return { names: named, trouble: undefined, keypoints, sides };
  const list =
    files.find((file) => /(^|\/)(obj\.names|classes\.txt)$/.test(file)) ?? files.find((file) => /\.names$/.test(file));
  const names = list && (await source.text(list)).replace(/^\uFEFF/, '').split(/\r?\n/);
  return { names: names ? names.filter((line) => line.trim() !== '') : undefined, trouble: named, keypoints, sides };
}

/** Names are Ultralytics' `kpt_names`, of the first class that has any; lines between them are our own `skeleton`. */
function keypointsOf({ kpt_shape: shape, kpt_names: listed, skeleton }: Record<string, unknown>) {
  if (!Array.isArray(shape) || shape.length !== 2 || !shape.every(Number.isInteger)) return undefined;
  const [count, numbers] = shape as [number, number];
  if (!(count >= 1 && count <= MOST_KEYPOINTS && numbers >= 2 && numbers <= MOST_NUMBERS)) return undefined;
  const lists: unknown[] = Array.isArray(listed) ? [listed] : Object.values(listed ?? {});
  const own = lists.find((list): list is unknown[] => Array.isArray(list) && list.length === count);
  const names = own ? own.map(String) : numberedPoints(count);
  return { schema: { names, edges: readEdges(skeleton, count, 0) }, numbers };
}

const MOST_KEYPOINTS = 1000;
const MOST_NUMBERS = 10;

function readSettings(text: string, file: string): Record<string, unknown> {
  try {
    const settings: unknown = parseYaml(text, { logLevel: 'error' });
    return typeof settings === 'object' && settings !== null ? (settings as Record<string, unknown>) : {};
  } catch (cause) {
    throw new InvalidDocumentError(`${file} is no YAML: ${(cause as Error).message}`, { cause });
  }
}

const readDarknet = (text: string): Record<string, string> =>
  Object.fromEntries(
    text.split(/\r?\n/).flatMap((line) => {
      const [, key, value] = /^\s*(\w+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
      return key === undefined ? [] : [[key, value!]];
    }),
  );

/** @returns why there are none, for people */
function namesOf(names: unknown, file: string, settings: Record<string, unknown>): string[] | string {
  const odd = Object.values(names ?? {}).find((name) => typeof name === 'object' || name === '');
  if (typeof names === 'object' && odd !== undefined)
    return `"names" of ${file} has ${JSON.stringify(odd)} where the name of a class should be`;
  if (Array.isArray(names)) return names.map(String);
  if (typeof names === 'object' && names !== null) {
    const entries = Object.entries(names);
    if (entries.length > 0 && entries.every(([key, value]) => !/^\d+$/.test(key) && Number.isInteger(value)))
      return `"names" of ${file} says which number each name has; YOLO wants the name of each number, as in "0: ${entries[0]![0]}"`;
    const ids = entries.map(([key]) => Number(key)).sort((a, b) => a - b);
    if (ids.some((id, at) => id !== at))
      return `the class ids under "names" of ${file} do not count from 0 without a gap`;
    return ids.map((id) => String((names as Record<string, unknown>)[id]));
  }
  const outside = Object.keys(settings).filter((key) => /^\d+$/.test(key));
  return outside.length > 0
    ? `"names" of ${file} is empty, because the lines below it (${outside.join(', ')}: …) are not indented`
    : `"names" of ${file} is ${JSON.stringify(names)}, not a list of class names`;
}
