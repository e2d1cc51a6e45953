import type { ManifestLine } from '../../shared/contracts/manifest-line.ts';
import type { TaskAnswer } from '../contracts/worker-api.ts';
import type { EngineContext } from '../engine-context.ts';
import type { Job } from '../job/job.ts';
import type { JobDocument } from '../job/job-document.ts';
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

/** The rendered task with its ticket; only the objects that its own line names, and the project's examples, are signed. @throws WorkerApiError `broken-template` */
export async function makeTaskPage(
  { ports, secret }: EngineContext,
  job: Job,
  { request, reference, ledger }: JobDocument,
  { objectId, workerId, lease, line, input, draft }: TaskToShow,
): Promise<TaskAnswer> {
  const task = request.HumanTaskConfig;
  const manifestUri = request.InputConfig.DataSource.S3DataSource!.ManifestS3Uri;
  const seconds = Math.min(LONGEST_URL_SECONDS, Math.ceil((lease.expiresAt - ports.now()) / 1000) + 60);
  const signedUrls: string[] = [];
  const sign: Sign = async (uri) => {
    const mayBeSeen =
      mayShow(uri, line, manifestUri, ports.dataBucket) || mayShowAsExample(uri, manifestUri, ports.dataBucket);
    if (!mayBeSeen) return undefined;
    const url = await ports.signUrl(uri, seconds);
    signedUrls.push(url);
    return url;
  };
  const image = line['source-ref'];
  const imageUrl = image === undefined ? undefined : await sign(image);
  const { html, refused } = await render(ports.renderer, await job.readOnce(job.keys().template), input, sign);
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
    html,
    ...(refused.length > 0 && { renderErrors: refused.map(refusedText) }),
    ...(imageUrl && { imageUrl }),
    signedUrls: [...new Set(signedUrls)],
    ...(draft && { draft }),
  };
}

async function render(
  renderer: TemplateRenderer,
  template: string,
  input: Record<string, unknown>,
  sign: Sign,
): Promise<RenderedTemplate> {
  try {
    return await renderer.render(template, input, sign);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    throw new WorkerApiError('broken-template', `this task's page cannot be made; tell who runs it: ${error.message}`);
  }
}
