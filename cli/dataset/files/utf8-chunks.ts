import { InvalidDocumentError } from '../../../shared/errors.ts';

const encoder = new TextEncoder();
const HEAD = 256;

/**
 * A text file as UTF-8, whatever it is written in: as its byte order mark says, or its XML declaration. Other bytes go
 * through as they are.
 * @param what the file's name, for people
 * @throws InvalidDocumentError when the declared encoding is not known
 */
export async function* utf8Chunks(chunks: AsyncIterable<Uint8Array>, what: string): AsyncGenerator<Uint8Array> {
  let decoder: TextDecoder | undefined;
  let isFirst = true;
  for await (const chunk of chunks) {
    if (isFirst) decoder = decoderOf(chunk.subarray(0, HEAD), what);
    isFirst = false;
    yield decoder ? encoder.encode(decoder.decode(chunk, { stream: true })) : chunk;
  }
  const rest = decoder?.decode();
  if (rest) yield encoder.encode(rest);
}

function decoderOf(head: Uint8Array, what: string): TextDecoder | undefined {
  const [first, second, third, fourth] = head;
  if ((first === 0xff && second === 0xfe) || (first === 0x3c && second === 0 && third !== 0))
    return new TextDecoder('utf-16le');
  if ((first === 0xfe && second === 0xff) || (first === 0 && second === 0x3c && third === 0 && fourth !== 0))
    return new TextDecoder('utf-16be');
  const declared = /^(?:\xEF\xBB\xBF)?\s*<\?xml[^>]*?encoding\s*=\s*["']([^"']+)["']/.exec(
    String.fromCharCode(...head),
  )?.[1];
  if (declared === undefined || /^(utf-?8|us-ascii|ascii)$/i.test(declared)) return undefined;
  try {
    return new TextDecoder(declared);
  } catch (cause) {
    throw new InvalidDocumentError(`${what} declares the encoding ${declared}, which is not known; save it as UTF-8`, {
      cause,
    });
  }
}
