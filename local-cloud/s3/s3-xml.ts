import { XmlCodec } from '@aws-sdk/core/protocols';
import type { $Schema } from '@smithy/types';
import { AwsError } from '../wire/aws-error.ts';

const ISO_8601 = 5;

/** The SDK's own codec, used from the server's side. */
const codec = new XmlCodec({
  xmlNamespace: 'http://s3.amazonaws.com/doc/2006-03-01/',
  serviceNamespace: 'com.amazonaws.s3',
  timestampFormat: { useTrait: true, default: ISO_8601 },
  httpBindings: true,
});

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

export function writeXml(schema: $Schema, value: unknown): Buffer {
  const serialiser = codec.createSerializer();
  serialiser.write(schema, value);
  return Buffer.from(DECLARATION + String(serialiser.flush()));
}

/** @throws AwsError MalformedXML */
export async function readXml(schema: $Schema, body: Buffer): Promise<unknown> {
  try {
    return await codec.createDeserializer().read(schema, body);
  } catch (error) {
    throw new AwsError('MalformedXML', `The XML you provided was not well-formed: ${(error as Error).message}`);
  }
}
