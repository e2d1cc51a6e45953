import { createOnce, findText, replaceIf } from '../aws/s3.ts';
import { ContendedError } from '../errors.ts';

const ATTEMPTS = 12;

/**
 * Changes a JSON document by compare-and-set: the one way in which a document that others may change is written.
 * @param change gets the present document (undefined when there is none) and returns the next one, or undefined to
 *   leave it. What it returns must be what it leaves alone afterwards, or carry a writer id of its own: a repeated
 *   call, or a write whose answer was lost, then changes nothing. What else it reads is read after the document, and
 *   again after each lost race.
 * @returns the document as it stands afterwards; undefined when there is none
 * @throws ContendedError after 12 lost races
 */
export async function changeDocument<Document extends object>(
  bucket: string,
  key: string,
  read: (text: string, key: string) => Document,
  change: (present: Document | undefined) => Document | undefined | Promise<Document | undefined>,
  write: (document: Document) => string = (document) => JSON.stringify(document),
): Promise<Document | undefined> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const stored = await findText(bucket, key);
    const present = stored && read(stored.text, key);
    const next = await change(present);
    if (!next) return present;
    if (present && isOfOneWriter(present, next)) return present;
    const body = write(next);
    if (await (stored ? replaceIf(bucket, key, body, stored.etag) : createOnce(bucket, key, body))) return next;
  }
  throw new ContendedError(`s3://${bucket}/${key} is changed by others faster than this call can change it`);
}

/** The writer id tells a write of our own whose answer was lost from somebody else's. */
function isOfOneWriter(present: { writerId?: string }, next: { writerId?: string }): boolean {
  return present.writerId !== undefined && present.writerId === next.writerId;
}
