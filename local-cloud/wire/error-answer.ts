import type { ServerResponse } from 'node:http';
import type { AwsError } from './aws-error.ts';

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

export const xmlText = (text: string) =>
  text
    .replace(/[&<>"']/g, (character) => ENTITIES[character]!)
    .replace(/\p{Cc}/gu, (character) => `&#x${character.codePointAt(0)!.toString(16)};`);

/** Who is told to come back later shall come on a connection of its own. */
const lastOfItsConnection = ({ status }: AwsError) => (status === 503 ? { connection: 'close' } : {});

/** Writes the error of a JSON protocol (AWS JSON 1.0, 1.1 and REST-JSON all read these headers and this body). */
export function answerJsonError(
  response: ServerResponse,
  error: AwsError,
  requestId: string,
  contentType = 'application/json',
): void {
  const body = JSON.stringify({ __type: error.code, message: error.message, ...error.details });
  response.writeHead(error.status, {
    'content-type': contentType,
    'content-length': Buffer.byteLength(body),
    'x-amzn-errortype': error.code,
    'x-amzn-requestid': requestId,
    ...lastOfItsConnection(error),
  });
  response.end(body);
}

/** Writes S3's error document; an answer to HEAD has the status only. */
export function answerXmlError(response: ServerResponse, error: AwsError, requestId: string, method: string): void {
  const members = { Code: error.code, Message: error.message, ...error.details, RequestId: requestId };
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${Object.entries(members)
    .map(([name, value]) => `<${name}>${xmlText(String(value))}</${name}>`)
    .join('')}</Error>`;
  response.writeHead(error.status, {
    'x-amz-request-id': requestId,
    ...lastOfItsConnection(error),
    ...(method === 'HEAD' ? {} : { 'content-type': 'application/xml', 'content-length': Buffer.byteLength(body) }),
  });
  response.end(method === 'HEAD' ? undefined : body);
}
