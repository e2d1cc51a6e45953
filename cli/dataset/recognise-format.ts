import { formats } from '../../shared/domain/dataset/formats/formats.ts';
import { CommandError, exitCodes } from '../command.ts';
import type { OpenedSource } from './files/open-source.ts';

/** The format that `--from` names, or that the files show. @throws CommandError when neither does */
export async function recogniseFormat(source: OpenedSource, named: string | undefined, where: string): Promise<string> {
  const readable = Object.keys(formats).filter((name) => formats[name]!.reader);
  if (named !== undefined) {
    if (readable.includes(named)) return named;
    throw new CommandError(`there is no format ${named} to read from`, {
      todo: `one of ${readable.join(', ')}`,
      exitCode: exitCodes.usage,
    });
  }
  const found = byNames(source.files) ?? (await byContent(source));
  if (found) return found;
  throw new CommandError(`${where} shows no format that is known`, {
    todo: `name it: --from ${readable.join(' | ')}`,
    exitCode: exitCodes.usage,
  });
}

function byNames(files: readonly string[]): string | undefined {
  const has = (pattern: RegExp) => files.some((file) => pattern.test(file));
  if (has(/(^|\/)(data|dataset)\.ya?ml$/)) return 'yolo';
  if (has(/(^|\/)obj\.(data|names)$/)) return 'darknet';
  if (files.every((file) => /\.(manifest|jsonl|ndjson)$/i.test(file))) return 'ground-truth';
  if (has(/(^|\/)Annotations\/[^/]+\.xml$/)) return 'voc';
  if (has(/\.csv$/i) && files.length === 1) return 'csv';
  return has(/(^|\/)(train|val|test)\/[^/]+\/[^/]+\.(jpe?g|png)$/i) || files.includes('classes.txt')
    ? 'yolo-classify'
    : undefined;
}

async function byContent(source: OpenedSource): Promise<string | undefined> {
  const file = source.files.find((name) => /\.(json|xml|manifest|jsonl|csv)$/i.test(name));
  if (file === undefined) return source.files.some((name) => /\.txt$/.test(name)) ? 'yolo' : undefined;
  const head = await source.head(file);
  if (/\.xml$/i.test(file)) return head.includes('<annotations') ? 'cvat' : 'voc';
  if (/\.csv$/i.test(file)) return 'csv';
  if (/^\s*\{"?(source|source-ref)"/.test(head) || head.includes('"source-ref"')) return 'ground-truth';
  if (/"(tracking|detection)-annotations"/.test(head)) return 'seq-label';
  if (/^\s*\[/.test(head)) return 'label-studio';
  return /"(images|annotations|categories|info)"/.test(head) ? 'coco' : undefined;
}
