import type { ManifestLine } from '../../shared/contracts/manifest-line.ts';
import { parseJson } from '../../shared/contracts/parse.ts';
import { type Proposals, proposalsSchema } from '../../shared/contracts/proposals.ts';
import { parseImageKey, projectKeys } from '../../shared/domain/project/bucket-keys.ts';
import { s3Uri } from '../../shared/domain/project/s3-uri.ts';
import type { TaskAnswer } from '../contracts/worker-api.ts';
import type { EngineContext } from '../engine-context.ts';
import type { EnginePorts } from '../engine-ports.ts';
import { loopTemplateKey } from '../human-loops/loop-job.ts';
import type { Job } from '../job/job.ts';
import type { JobDocument } from '../job/job-document.ts';
import { readTaskSequence } from '../job/task-sequence.ts';
import { mayShow, mayShowAsExample } from '../render/readable-uris.ts';
import {
  type RenderedTemplate,
  refusedText,
  type Sign,
  TemplateError,
  type TemplateRenderer,
} from '../render/template-renderer.ts';
import { issueTicket } from '../workers/ticket.ts';
import { nameObject } from './object-name.ts';
import { WorkerApiError } from './worker-error.ts';

const LONGEST_URL_SECONDS = 3600;

/** One object as one worker gets it. */
export interface TaskToShow {
  objectId: string;
  workerId: string;
  lease: { leaseId: string; acceptedAt: number; expiresAt: number };
  line: ManifestLine;
  /** `task.input` of the template. */
  input: Record<string, unknown>;
  draft: Record<string, unknown> | undefined;
}

/**
 * The rendered task with its ticket; only the objects that its own line names, and the project's examples, are signed.
 * @throws WorkerApiError `broken-template`
 */
export async function makeTaskPage(
  { ports, secret }: EngineContext,
  job: Job,
  document: JobDocument,
  { objectId, workerId, lease, line, input, draft }: TaskToShow,
): Promise<TaskAnswer> {
  const { request, reference, ledger } = document;
  const task = request.HumanTaskConfig;
  const sequence = await readSequence(document, line, ports);
  const manifestUri = request.InputConfig.DataSource.S3DataSource!.ManifestS3Uri;
  const seconds = Math.min(LONGEST_URL_SECONDS, Math.ceil((lease.expiresAt - ports.now()) / 1000) + 60);
  const signedUrls: string[] = [];
  const signAs =
    (named: unknown): Sign =>
    async (uri) => {
      const mayBeSeen =
        mayShow(uri, named, manifestUri, ports.dataBucket) || mayShowAsExample(uri, manifestUri, ports.dataBucket);
      if (!mayBeSeen) return undefined;
      const url = await ports.signUrl(uri, seconds);
      signedUrls.push(url);
      return url;
    };
  const sign = signAs(document.loop ? input : line);
  const frames = (sequence?.frames ?? []).map(async ({ uri }) => [uri, await signAs(uri)(uri)] as const);
  const signed = (await Promise.all(frames)).flatMap(([uri, url]) => (url === undefined ? [] : [[uri, url] as const]));
  const image = line['source-ref'];
  const imageUrl = image === undefined || sequence ? undefined : await sign(image);
  const proposals = await readProposals(image, ports);
  const { html, refused } = await render(
    ports.renderer,
    await job.readOnce(document.loop ? loopTemplateKey(ledger!.root) : job.keys().template),
    { ...input, ...sequence },
    sign,
    new Map(signed),
  );
  const holder = { jobReference: reference, objectId, workerId };
  const sealing = await secret();
  return {
    jobReference: reference,
    objectId: nameObject(sealing, reference, objectId),
    leaseId: lease.leaseId,
    ticket: issueTicket(sealing, holder, lease.leaseId, lease.acceptedAt),
    leaseExpiresAt: lease.expiresAt,
    timeLimitSeconds: task.TaskTimeLimitInSeconds,
    title: task.TaskTitle,
    description: task.TaskDescription,
    taskType: ledger!.taskType,
    labels: ledger!.labels,
    input,
    ...(sequence && { frames: sequence.frames.map(({ uri }) => uri) }),
    html,
    ...(refused.length > 0 && { renderErrors: refused.map(refusedText) }),
    ...(imageUrl && { imageUrl }),
    signedUrls: [...new Set(signedUrls)],
    ...(proposals && { proposals }),
    ...(draft && { draft }),
  };
}

/** What lies beside the image by now; people never wait for it, and one that cannot be read is none. */
async function readProposals(imageUri: string | undefined, ports: EnginePorts): Promise<Proposals | undefined> {
  const image = imageUri === undefined ? undefined : parseImageKey(imageUri);
  if (!image) return undefined;
  const uri = s3Uri(ports.dataBucket, projectKeys(image.project).proposals(image.sha256));
  if (!imageUri?.startsWith(s3Uri(ports.dataBucket, 'projects/'))) return undefined;
  try {
    return parseJson(proposalsSchema, await ports.files.read(uri), uri);
  } catch (error) {
    const { name } = error as Error;
    if (name !== 'ObjectMissingError' && name !== 'InvalidDocumentError') throw error;
    return undefined;
  }
}

async function readSequence(document: JobDocument, line: ManifestLine, ports: EnginePorts) {
  try {
    return await readTaskSequence(document, line, ports);
  } catch (error) {
    const { name, message } = error as Error;
    if (name !== 'ObjectMissingError' && name !== 'InvalidDocumentError') throw error;
    throw new WorkerApiError('broken-template', `this task's frames cannot be shown; tell who runs it: ${message}`);
  }
}

async function render(
  renderer: TemplateRenderer,
  template: string,
  input: Record<string, unknown>,
  sign: Sign,
  signed: ReadonlyMap<string, string>,
): Promise<RenderedTemplate> {
  try {
    return await renderer.render(template, input, sign, signed);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    throw new WorkerApiError('broken-template', `this task's page cannot be made; tell who runs it: ${error.message}`);
  }
}
