import { formats, recognise } from '../../shared/domain/dataset/formats/formats.ts';
import { CommandError, exitCodes } from '../command.ts';
import type { OpenedSource } from './files/open-source.ts';
import { recogniseStranger } from './strangers.ts';

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
  const found = await recognise(source);
  if (found) return found.name;
  const stranger = await recogniseStranger(source);
  if (stranger)
    throw new CommandError(`${where} cannot be read: it is ${stranger.title}`, {
      todo: stranger.todo,
      exitCode: exitCodes.usage,
    });
  throw new CommandError(`${where} shows no format that is known`, {
    todo: `name it: --from ${readable.join(' | ')}`,
    exitCode: exitCodes.usage,
  });
}
