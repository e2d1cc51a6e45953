import type { IncomingMessage, ServerResponse } from 'node:http';
import type { BodyChecksum } from './verified-body.ts';

/** Who signed a request: `user` (the person's own key) or the name of a Lambda, a training job, the engine, … */
export interface Caller {
  accessKeyId: string;
  principal: string;
}

/** A verified request: the signature holds, `service` is the name in its credential scope. */
export interface WireRequest {
  method: string;
  /** Path as sent, still percent-encoded. */
  rawPath: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  /** The body, aws-chunked framing already removed and checksums checked at its end. */
  body: AsyncIterable<Uint8Array>;
  /** The checksum that the client sent and the body has; known when the body has ended. */
  checksum?: () => BodyChecksum | undefined;
  caller: Caller;
  requestId: string;
}

/** One AWS service behind the one port. It writes the whole answer, errors included, in its own protocol. */
export type WireService = (request: WireRequest, response: ServerResponse) => Promise<void>;

/** The services by the name in the signature's credential scope. */
export interface WireServices {
  s3: WireService;
  states: WireService;
  lambda: WireService;
  /** SageMaker's control plane (JSON 1.1) and `POST /endpoints/<name>/invocations`. */
  sagemaker: WireService;
  /** What a deploy asks of the registry of images, of builds and of an account's limits. */
  ecr: WireService;
  codebuild: WireService;
  servicequotas: WireService;
  /** Stacks: the Query protocol, XML. */
  cloudformation: WireService;
  /** Who am I: the Query protocol, XML. */
  sts: WireService;
  /** EventBridge's default bus. */
  events: WireService;
  /** CloudWatch Logs. */
  logs: WireService;
  /** Custom Labels alone. */
  rekognition: WireService;
}

/** One call of a principal, as an IAM policy would judge it. */
export interface AccessRecord {
  principal: string;
  /** e.g. `s3:GetObject`, `states:StartExecution`, `iam:PassRole`. */
  action: string;
  /** ARN. */
  resource: string;
  /** Condition keys that the call carries, e.g. `iam:PassedToService`. */
  conditions?: Record<string, string>;
}

/** Keeps every distinct call; a test holds them against the packaged template's policies. */
export interface AccessLog {
  record(access: AccessRecord): void;
}

/** The laptop's account and region: what ARNs carry. */
export const ACCOUNT_ID = '000000000000';
export const REGION = 'us-east-1';
