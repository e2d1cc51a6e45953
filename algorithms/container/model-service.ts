import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { availableParallelism } from 'node:os';
import { InvalidDocumentError } from '../../shared/errors.ts';
import { containerPaths } from './container.ts';

/** A model that answers requests. */
export interface ServedModel {
  /**
   * @param image bytes of a JPEG or PNG file
   * @param accept the request's Accept header
   * @throws InvalidDocumentError for an image that cannot be read
   */
  answer(image: Uint8Array, accept: string): Promise<unknown>;
  /**
   * The answer of a batch transform, which its first error answer would fail as a whole, to an unreadable image;
   * undefined: it fails.
   */
  unreadable?(message: string): unknown;
}

const CONTENT_TYPES = ['image/jpeg', 'image/png', 'application/x-image'];
const MEGABYTE = 1024 * 1024;
/**
 * A caller that keeps its connection, as load balancers do for a minute, must not find it closed while it sends: Node
 * closes it after 5 seconds.
 */
const KEEP_ALIVE_MS = 120_000;

/** A refused request: its message is for the caller. */
class RequestError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

function answer(model: ServedModel, environment: NodeJS.ProcessEnv) {
  const maxMegabytes = Number(environment.SAGEMAKER_MAX_PAYLOAD_IN_MB || 50);
  const isBatch = environment.SAGEMAKER_BATCH === 'true';

  const invoke = async (request: IncomingMessage): Promise<unknown> => {
    const type = (request.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();
    if (!CONTENT_TYPES.includes(type))
      throw new RequestError(415, `Content-Type "${type}" is not supported: send one of ${CONTENT_TYPES.join(', ')}`);
    const body = await readBody(request, maxMegabytes);
    try {
      return await model.answer(body, request.headers.accept ?? '');
    } catch (error) {
      if (!(error instanceof InvalidDocumentError)) throw error;
      if (isBatch && model.unreadable) return model.unreadable(error.message);
      throw new RequestError(400, error.message);
    }
  };

  const routes: Record<string, (request: IncomingMessage) => Promise<unknown>> = {
    'GET /ping': async () => undefined,
    'GET /execution-parameters': async () => ({
      MaxConcurrentTransforms: availableParallelism(),
      BatchStrategy: 'SINGLE_RECORD',
      MaxPayloadInMB: maxMegabytes,
    }),
    'POST /invocations': invoke,
  };

  return async (request: IncomingMessage, response: ServerResponse) => {
    try {
      const route = routes[`${request.method} ${request.url?.split('?')[0]}`];
      if (!route) throw new RequestError(404, `there is only ${Object.keys(routes).join(', ')}`);
      send(response, 200, await route(request));
    } catch (error) {
      const status = error instanceof RequestError ? error.status : 500;
      if (status === 500) console.error(error);
      send(response, status, { error: (error as Error).message });
    }
  };
}

async function readBody(request: IncomingMessage, maxMegabytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxMegabytes * MEGABYTE) throw new RequestError(413, `the image is larger than ${maxMegabytes} MB`);
    chunks.push(chunk);
  }
  if (size === 0) throw new RequestError(400, 'the body is empty: send the bytes of a JPEG or PNG image');
  return Buffer.concat(chunks);
}

function send(response: ServerResponse, status: number, body: unknown) {
  const bytes = Buffer.from(body === undefined ? '' : JSON.stringify(body));
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.length }).end(bytes);
}

/**
 * SageMaker's hosting and batch transform contract: `GET /ping`, `GET /execution-parameters`, `POST /invocations` with
 * one JPEG or PNG image, until SIGTERM.
 * @param open opens the model that training left in a folder
 */
export async function serveModel(open: (folder: string, threads: number) => Promise<ServedModel>): Promise<void> {
  const model = await open(containerPaths(process.env).model, availableParallelism());
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, answer(model, process.env));
  process.once('SIGTERM', () => server.close());
  // A container listens on all its addresses; outside of one the caller says where.
  server.listen(Number(process.env.SAGEMAKER_BIND_TO_PORT || 8080), process.env.ML_BIND_ADDRESS, () => {
    const address = server.address();
    if (address !== null && typeof address === 'object') console.log(`serve: listening on port ${address.port}`);
  });
}
