import { createHash } from 'node:crypto';
import { type Entry, problemAt } from '../../shared/domain/dataset/image-record.ts';
import type { DatasetInput } from './dataset-input.ts';

/** A name that says nothing about where the image is: sets that number their images all have a `0.jpg`. */
const isOwnName = (image: string) => !/^([a-z0-9]+:\/\/|\/|[a-z]:\/)/i.test(image);

/**
 * The datasets with names that mean one picture each. Where two have a name in common, their files tell whether it is
 * one picture; of two, each gets its folder's name in front. Nothing is ever looked up in another dataset's folder
 * under such a name.
 */
export async function tellPicturesApart(inputs: readonly DatasetInput[]): Promise<DatasetInput[]> {
  const owners = new Map<string, number[]>();
  for (const [at, input] of inputs.entries())
    for await (const batch of input.entries())
      for (const entry of batch) {
        if (entry.kind === 'problem' || entry.kind === 'other' || !isOwnName(entry.image)) continue;
        const known = owners.get(entry.image);
        if (!known) owners.set(entry.image, [at]);
        else if (!known.includes(at)) known.push(at);
      }
  const names = folderNames(inputs.map(({ where }) => where));
  const renamed = inputs.map(() => new Map<string, string>());
  const unclear = inputs.map((): Entry[] => []);
  for (const [image, sets] of owners) {
    if (sets.length < 2) continue;
    const looks = await Promise.all(sets.map((at) => lookOf(inputs[at]!, image)));
    if (looks.includes(undefined)) {
      const others = sets.slice(0, -1).map((at) => inputs[at]!.where);
      const reason = `${others.join(', ')} has an image of this name too, and the files are not there to compare: it was taken for the same one (--images DIR)`;
      unclear[sets.at(-1)!]!.push(problemAt(inputs[sets.at(-1)!]!.where)('changed', 'same-name', reason, image));
    } else if (new Set(looks).size > 1) for (const at of sets) renamed[at]!.set(image, `${names[at]}/${image}`);
  }
  return inputs.map((input, at) => renamedInput(input, at, renamed[at]!, unclear[at]!, owners));
}

async function lookOf({ source }: DatasetInput, image: string): Promise<string | undefined> {
  const bytes = await source.bytes(image);
  return bytes && createHash('sha256').update(bytes).digest('hex');
}

/** The last folders of the places that tell them apart: `a/set` and `b/set` are `a-set` and `b-set`. */
function folderNames(places: readonly string[]): string[] {
  const parts = places.map((place) => place.replaceAll('\\', '/').split('/').filter(Boolean));
  for (let depth = 1; depth <= 8; depth++) {
    const names = parts.map((each) =>
      each
        .slice(-depth)
        .join('-')
        .replace(/\.[a-z]+$/i, ''),
    );
    if (new Set(names).size === names.length) return names;
  }
  return places.map((_, at) => `set-${at + 1}`);
}

function renamedInput(
  input: DatasetInput,
  at: number,
  renames: ReadonlyMap<string, string>,
  unclear: readonly Entry[],
  owners: ReadonlyMap<string, readonly number[]>,
): DatasetInput {
  const originals = new Map([...renames].map(([image, name]) => [name, image]));
  /** What the name means in this dataset; undefined when it is another dataset's. */
  const own = (ref: string): string | undefined => {
    const original = originals.get(ref);
    if (original !== undefined || !isOwnName(ref)) return original ?? ref;
    const sets = owners.get(ref);
    return renames.has(ref) || (sets && !sets.includes(at)) || isRenamed(ref, owners) ? undefined : ref;
  };
  const { source } = input;
  return {
    ...input,
    source: {
      ...source,
      bytes: async (ref) => {
        const name = own(ref);
        return name === undefined ? undefined : source.bytes(name);
      },
      imageSize: async (ref) => {
        const name = own(ref);
        return name === undefined ? undefined : source.imageSize(name);
      },
    },
    async *entries() {
      if (unclear.length > 0) yield [...unclear];
      for await (const batch of input.entries())
        yield batch.map((entry) => {
          const name = entry.image === undefined ? undefined : renames.get(entry.image);
          return name === undefined ? entry : { ...entry, image: name };
        });
    },
  };
}

/** Given by another dataset to one of its images: no dataset lists it under that name. */
const isRenamed = (ref: string, owners: ReadonlyMap<string, readonly number[]>) =>
  !owners.has(ref) && owners.has(ref.slice(ref.indexOf('/') + 1));
