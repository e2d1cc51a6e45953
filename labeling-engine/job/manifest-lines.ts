import { type ManifestLine, manifestLineSchema } from '../../shared/contracts/manifest-line.ts';
import { parseJson } from '../../shared/contracts/parse.ts';
import { InvalidDocumentError } from '../../shared/errors.ts';

const LINE_CHARACTERS = 100_000;
const ATTRIBUTE_CHARACTERS = 20_000;
const OBJECTS = 100_000;

/** The lines of a manifest; blank ones are passed over, as Ground Truth's own files have them. */
export function readLines(text: string): ManifestLine[] {
  return splitLines(text).map((line, index) => parseJson(manifestLineSchema, line, `manifest line ${index}`));
}

export const splitLines = (text: string) => text.split(/\r?\n/).filter((line) => line.trim() !== '');

/** A line's data object as payloads and files of a job carry it. */
export const dataObjectOf = (line: ManifestLine) =>
  line['source-ref'] === undefined ? { content: line.source } : { s3Uri: line['source-ref'] };

/**
 * Reads an input manifest and holds every line against Ground Truth's limits.
 * @throws InvalidDocumentError naming the line, from 0
 */
export function checkInputManifest(text: string): ManifestLine[] {
  const texts = splitLines(text);
  if (texts.length === 0) throw new InvalidDocumentError('the input manifest has no line');
  if (texts.length > OBJECTS)
    throw new InvalidDocumentError(`the input manifest has ${texts.length} lines; a job takes ${OBJECTS}`);
  return texts.map((line, index) => {
    const refuse = (reason: string) => new InvalidDocumentError(`manifest line ${index} ${reason}`);
    if (line.length > LINE_CHARACTERS) throw refuse(`has ${line.length} characters; ${LINE_CHARACTERS} are allowed`);
    const parsed = parseJson(manifestLineSchema, line, `manifest line ${index}`);
    if ((parsed['source-ref'] === undefined) === (parsed.source === undefined))
      throw refuse('must have exactly one of source-ref and source');
    for (const [name, value] of Object.entries(parsed)) {
      if (name.startsWith('$')) throw refuse(`has the attribute ${name}; names must not begin with $`);
      if (JSON.stringify(value).length > ATTRIBUTE_CHARACTERS)
        throw refuse(`has more than ${ATTRIBUTE_CHARACTERS} characters in ${name}`);
    }
    return parsed;
  });
}
