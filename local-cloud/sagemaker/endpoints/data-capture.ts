import { randomUUID } from 'node:crypto';
import type { CaptureContentTypeHeader, DataCaptureConfig } from '@aws-sdk/client-sagemaker';
import type { CapturedSide } from '../../../shared/contracts/capture.ts';
import { parseS3Uri } from '../../../shared/domain/project/s3-uri.ts';
import type { Clock } from '../../clock.ts';
import type { ObjectAccess } from '../container/object-access.ts';

/** After so long a file is written, whatever is in it; SageMaker takes a minute or two. */
const WRITE_AFTER_MS = 10_000;
const WRITE_AT_BYTES = 32 * 2 ** 20;

/** A body in the chunks that it came in. */
interface Body {
  type: string | undefined;
  body: readonly Uint8Array[];
}

/** One request to an endpoint. */
export interface Question {
  endpointName: string;
  variantName: string;
  config: DataCaptureConfig;
  /** The model's, which writes. */
  role: string;
  input: Body;
  inferenceId: string | undefined;
  customAttributes: string | undefined;
}

interface OpenFile {
  key: string;
  bucket: string;
  role: string;
  lines: string[];
  bytes: number;
  cancel(): void;
}

/**
 * Keeps a share of what endpoints are asked and answer, as JSON Lines in SageMaker's layout. As there, it is no
 * account: what cannot be written is lost, and no caller of an endpoint waits for it.
 */
export class DataCapture {
  readonly #clock: Clock;
  readonly #accessAs: (role: string) => ObjectAccess;
  readonly #random: () => number;
  readonly #open = new Map<string, OpenFile>();
  readonly #writing = new Set<Promise<void>>();

  constructor(clock: Clock, accessAs: (role: string) => ObjectAccess, random: () => number = Math.random) {
    this.#clock = clock;
    this.#accessAs = accessAs;
    this.#random = random;
  }

  /** Whether this request is among those to be kept. */
  chooses(config: DataCaptureConfig | undefined): config is DataCaptureConfig {
    return config?.EnableCapture === true && this.#random() * 100 < config.InitialSamplingPercentage!;
  }

  /** Passes an answer on as it comes, and keeps it when all of it was taken. @param type of the answer's content */
  async *listen(question: Question, answer: AsyncIterable<Uint8Array>, type: string | undefined) {
    const body: Uint8Array[] = [];
    for await (const chunk of answer) {
      body.push(chunk);
      yield chunk;
    }
    this.#keep(question, { type, body });
  }

  #keep(question: Question, output: Body): void {
    const now = this.#clock.now();
    const line = `${JSON.stringify(recordOf(question, output, now))}\n`;
    const { bucket, key } = parseS3Uri(question.config.DestinationS3Uri!);
    const folder = `${key.replace(/\/$/, '')}/${question.endpointName}/${question.variantName}/${hourFolder(now)}`;
    const id = `${bucket}/${folder}`;
    const file = this.#open.get(id) ?? this.#begin(id, { bucket, folder, role: question.role }, now);
    file.lines.push(line);
    file.bytes += line.length;
    if (file.bytes >= WRITE_AT_BYTES) this.#close(id);
  }

  /** Writes what is open. */
  async shutdown(): Promise<void> {
    for (const id of [...this.#open.keys()]) this.#close(id);
    await Promise.all(this.#writing);
  }

  #begin(id: string, { bucket, folder, role }: { bucket: string; folder: string; role: string }, now: number) {
    const file: OpenFile = {
      ...{ bucket, role, lines: [], bytes: 0 },
      key: `${folder}/${fileTime(now)}-${randomUUID()}.jsonl`,
      cancel: this.#clock.at(now + WRITE_AFTER_MS, () => this.#close(id)),
    };
    this.#open.set(id, file);
    return file;
  }

  #close(id: string): void {
    const file = this.#open.get(id);
    if (!file) return;
    this.#open.delete(id);
    file.cancel();
    const written = this.#accessAs(file.role)
      .write(file, Buffer.from(file.lines.join('')))
      .catch((error) => console.error(`what endpoints were asked could not be kept in ${file.key}`, error))
      .finally(() => this.#writing.delete(written));
    this.#writing.add(written);
  }
}

function recordOf(
  { config: { CaptureOptions = [], CaptureContentTypeHeader }, input, inferenceId, customAttributes }: Question,
  output: Body,
  now: number,
) {
  const modes = CaptureOptions.map(({ CaptureMode }) => CaptureMode);
  const keeps = (mode: string) => modes.includes(mode as never) || modes.includes('InputAndOutput');
  return {
    captureData: {
      ...(keeps('Input') && { endpointInput: sideOf('INPUT', input, CaptureContentTypeHeader) }),
      ...(keeps('Output') && { endpointOutput: sideOf('OUTPUT', output, CaptureContentTypeHeader) }),
    },
    eventMetadata: {
      eventId: randomUUID(),
      ...(customAttributes !== undefined && { customAttributes: [customAttributes] }),
      ...(inferenceId !== undefined && { inferenceId }),
      inferenceTime: `${new Date(now).toISOString().slice(0, 19)}Z`,
    },
    eventVersion: '0',
  };
}

/** Types that the config names are kept as text, everything else in base64. */
function sideOf(
  mode: 'INPUT' | 'OUTPUT',
  { type, body }: Body,
  header: CaptureContentTypeHeader | undefined,
): CapturedSide {
  const bare = (type ?? '').split(';')[0]!.trim().toLowerCase();
  const named = (types: readonly string[] | undefined) => types?.some((each) => each.toLowerCase() === bare) ?? false;
  const encoding = named(header?.CsvContentTypes) ? 'CSV' : named(header?.JsonContentTypes) ? 'JSON' : 'BASE64';
  const data = Buffer.concat(body).toString(encoding === 'BASE64' ? 'base64' : 'utf8');
  return { ...(type !== undefined && { observedContentType: type }), mode, data, encoding };
}

/** 2026/11/30/12 */
const hourFolder = (at: number) => new Date(at).toISOString().slice(0, 13).replaceAll('-', '/').replace('T', '/');

/** Minute, second and millisecond: 05-37-120 */
const fileTime = (at: number) => new Date(at).toISOString().slice(14, 23).replace(/[:.]/g, '-');
