import type { Channel, S3DataSource } from '@aws-sdk/client-sagemaker';
import { parseS3Uri } from '../../../shared/domain/project/s3-uri.ts';
import { recordIo } from '../../../shared/domain/training/record-io.ts';
import { ClientInputError, type ObjectAccess } from './object-access.ts';

/**
 * What a channel in Pipe mode streams: its objects, or the attributes of an augmented manifest's lines in the order of
 * `AttributeNames`, those named `-ref` fetched from S3 and the others as JSON; each wrapped into a RecordIO record
 * where the channel wants it.
 * @throws ClientInputError
 */
export async function* channelBytes(channel: Channel, access: ObjectAccess): AsyncGenerator<Uint8Array> {
  const source = channel.DataSource!.S3DataSource!;
  const records = source.S3DataType === 'AugmentedManifestFile' ? attributes(source, access) : objects(source, access);
  for await (const record of records) {
    if (channel.RecordWrapperType === 'RecordIO') yield* recordIo(record);
    else yield record;
  }
}

async function* objects(source: S3DataSource, access: ObjectAccess): AsyncGenerator<Uint8Array> {
  for (const object of await access.listInputs(source)) yield access.read(object);
}

async function* attributes(source: S3DataSource, access: ObjectAccess): AsyncGenerator<Uint8Array> {
  const manifest = await access.read(parseS3Uri(source.S3Uri!));
  let number = 0;
  for (const text of Buffer.from(manifest).toString('utf8').split('\n')) {
    number++;
    if (text.trim() === '') continue;
    const where = `the augmented manifest ${source.S3Uri}, line ${number},`;
    const line = parseLine(text, where);
    for (const name of source.AttributeNames!) {
      if (!Object.hasOwn(line, name))
        throw new ClientInputError(
          `${where} has no attribute ${JSON.stringify(name)}, which AttributeNames lists; it has: ${Object.keys(line).join(', ')}. Leave lines that were not labeled out of the manifest`,
        );
      const value = line[name];
      if (name.endsWith('-ref')) yield fetchObject(access, value, `${where} attribute ${JSON.stringify(name)}:`);
      else yield Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
    }
  }
}

function parseLine(text: string, where: string): Record<string, unknown> {
  try {
    const line: unknown = JSON.parse(text);
    if (typeof line === 'object' && line !== null && !Array.isArray(line)) return { ...line };
  } catch {
    // Told below.
  }
  throw new ClientInputError(`${where} is no JSON object`);
}

async function fetchObject(access: ObjectAccess, uri: unknown, where: string): Promise<Uint8Array> {
  if (typeof uri !== 'string' || !uri.startsWith('s3://')) throw new ClientInputError(`${where} it is no S3 URI`);
  try {
    return await access.read(parseS3Uri(uri));
  } catch (error) {
    throw new ClientInputError(`${where} ${uri} cannot be read: ${(error as Error).message}`);
  }
}
