import type { LearningPort } from './automatic/learning-port.ts';
import type { TemplateRenderer } from './render/template-renderer.ts';
import type { Storage } from './storage/storage.ts';

/** The customer's own objects: manifests, templates, label categories, everything below a job's S3OutputPath. */
export interface Files {
  /** @throws ObjectMissingError */
  read(uri: string): Promise<string>;
  /** @throws ObjectMissingError */
  readBytes(uri: string): Promise<Uint8Array>;
  write(uri: string, content: string | Uint8Array, contentType: string): Promise<void>;
  /** Whether there is a bucket of that name, whoever has it. */
  hasBucket(bucket: string): Promise<boolean>;
}

/**
 * What the end of a job or of a human loop looks like on the event bus; `source` is ours, because AWS's own sources are
 * reserved.
 */
export interface JobEvent {
  source: 'labelloop.labeling';
  'detail-type': 'SageMaker Ground Truth Labeling Job State Change' | 'SageMaker A2I HumanLoop Status Change';
  resources: string[];
  time: string;
  detail: { LabelingJobStatus: string } | ({ humanLoopStatus: string } & Record<string, unknown>);
}

/** An answer that counts, for those who learn while people label. */
export interface CountedAnswer {
  jobName: string;
  taskType: string | undefined;
  /** Order = class ids. */
  labels: readonly string[];
  /** The job's input manifest. */
  manifestUri: string;
  /** `source-ref` of the answered object; undefined for what is no image. */
  image: string | undefined;
  /** The form's output object. */
  answer: Record<string, unknown>;
}

/** What every part of the engine needs from where it runs. */
export interface EnginePorts {
  /** Hears of each answer once it is durable; it must not throw, and nobody waits for it. */
  answered?(answer: CountedAnswer): void;
  storage: Storage;
  files: Files;
  /** A GET URL of one object, valid for so many seconds. */
  signUrl(uri: string, seconds: number): Promise<string>;
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves when `now()` has reached the time; `signal` ends the wait early, without an error. */
  wait(until: number, signal: AbortSignal): Promise<void>;
  /** Unguessable lower-case hex. */
  randomHex(bytes: number): string;
  renderer: TemplateRenderer;
  log(message: string, fields: Record<string, unknown>): void;
  account: { accountId: string; region: string };
  /** The bucket of the projects: there only accepted images are shown to workers. */
  dataBucket: string;
  /** Host (and port) of the page where workers sign in; absent where that is not known here. */
  portalHost?(): string;
  /** Our own hooks, which Ground Truth's built-in ARNs stand for. */
  builtInHooks: { preAnnotation?: string; consolidation?: string };
  /** Whether jobs may ask for automatic labeling: something that learns carries them on. */
  mayLearn: boolean;
  /** Seconds that an answer can be reopened at least. */
  reopenSeconds: number;
  /** This process is the only writer of the engine's state. */
  exclusive: boolean;
}

/** What carrying jobs on needs besides: answering workers and the API calls nobody. */
export interface JobPorts extends EnginePorts {
  /** Calls a Lambda synchronously; its answer parsed from JSON. @throws when it fails */
  invokeHook(arn: string, payload: unknown): Promise<unknown>;
  emit(event: JobEvent): Promise<void>;
  /** Where jobs that learn train and predict. */
  learning?: LearningPort;
}
