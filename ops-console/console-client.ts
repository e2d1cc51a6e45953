import { signal } from '@preact/signals';
import type { AuditEntry } from '../shared/contracts/audit.ts';
import type { ProductionOverview } from '../shared/contracts/capture.ts';
import type { DatasetDiff, DatasetOverview } from '../shared/contracts/dataset-overview.ts';
import type { GalleryPage, ImageStory, SimilarImage } from '../shared/contracts/gallery.ts';
import type { Disagreement, LabelingOverview } from '../shared/contracts/labeling-overview.ts';
import type { QuarantineReason } from '../shared/contracts/ledger-record.ts';
import type { ChampionComparison, ModelErrors, ModelReport, TrainingCurves } from '../shared/contracts/model-report.ts';
import type { ExecutionCost, MoneyOverview } from '../shared/contracts/money-overview.ts';
import type {
  DeadLetterOverview,
  ExecutionOverview,
  ExecutionPart,
  ExecutionStory,
  ProjectOverview,
  StateExchange,
} from '../shared/contracts/overview.ts';
import type { ProjectProgress } from '../shared/contracts/project-progress.ts';
import type { ProjectTroubles } from '../shared/contracts/project-troubles.ts';
import type { StateGraph } from '../shared/contracts/state-graph.ts';
import type { TryOut } from '../shared/contracts/try-out.ts';

export type WatchedProject = ProjectOverview & { progress: ProjectProgress };

export const projects = signal<WatchedProject[]>([]);
export const executions = signal<ExecutionOverview[]>([]);
/** What went wrong with the last request, for people; empty when nothing did. */
export const trouble = signal('');
/** The first answer is there. */
export const loaded = signal(false);

const REFRESH_MS = 2000;
const LOST_MS = 700;
/** Reading takes no longer, however much there is. */
const ANSWER_MS = 15_000;
const TOKEN = 'labelloop-console-token';
const token = takeToken();

/**
 * The link that `labelloop up` prints brings the token; it is kept for this address, so that every link to a page is
 * good later.
 */
function takeToken(): string {
  const brought = new URLSearchParams(location.hash.slice(1)).get('token');
  if (brought === null) return localStorage.getItem(TOKEN) ?? '';
  localStorage.setItem(TOKEN, brought);
  history.replaceState(null, '', location.pathname + location.search);
  return brought;
}

/** @param body sent as JSON, bytes as they are; without one the request is a GET */
async function request(path: string, body?: unknown): Promise<Response> {
  const isFile = body instanceof Blob;
  const answered = fetch(path, {
    // A cloud that hangs is told like one that is gone; files and what they start take their time.
    ...(body === undefined && { signal: AbortSignal.timeout(ANSWER_MS) }),
    headers: {
      authorization: `Bearer ${token}`,
      ...(body !== undefined && !isFile && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { method: 'POST', body: isFile ? body : JSON.stringify(body) }),
  });
  const response = await answered.catch(() => {
    throw new Error('the laptop cloud does not answer; `labelloop up` starts it, and this page goes on by itself');
  });
  if (response.ok) return response;
  const { error } = (await response.json()) as { error?: string };
  throw new Error(error ?? `HTTP ${response.status}`);
}

async function read<Answer>(path: string, words: Record<string, string> = {}): Promise<Answer> {
  const response = await request(`/api/${path}?${new URLSearchParams(words)}`);
  return (await response.json()) as Answer;
}

export const readGraph = () => read<StateGraph>('graph');
/** A part of the executions, newest first. @param after `next` of the part before; empty: from the newest */
export const fetchExecutionPart = (choice: { project: string; status: string; after: string }) =>
  read<ExecutionPart>('executions', choice);
/** One execution, with its visits when there are new ones since `lastEvent`; null when there is none of this name. */
export const fetchExecution = async (name: string, lastEvent: number) =>
  (await read<{ story: ExecutionStory | null }>('execution', { name, lastEvent: String(lastEvent) })).story;
/** What went in and out of a visit. @param visit its place in the order of entry */
export const fetchExchange = async (executionArn: string, visit: number) =>
  (await read<{ exchange: StateExchange | null }>('exchange', { executionArn, visit: String(visit) })).exchange;
/** Events that nobody took, the oldest first. */
export const fetchDeadLetters = async () => (await read<{ letters: DeadLetterOverview[] }>('dead-letters')).letters;
/** Gives them to their functions again. */
export const postLetters = (ids: readonly string[]) =>
  post<{ sent: number; left: number }>('dead-letters/redrive', { ids });
/** The runbook's entry of an error, Markdown; null when it has none. */
export const fetchRunbook = async (error: string) => (await read<{ entry: string | null }>('runbook', { error })).entry;
export const readModels = async (project: string) =>
  (await read<{ models: ModelReport[] }>('models', { project })).models;
export const fetchModelErrors = (project: string, { modelName, validationHash }: ModelReport) =>
  read<ModelErrors>('model-errors', { project, modelName, validationHash });
/** A model against the champion of its time; null where there was none. */
export const fetchModelComparison = async (project: string, { modelName, validationHash }: ModelReport) =>
  (await read<{ comparison: ChampionComparison | null }>('model-comparison', { project, modelName, validationHash }))
    .comparison;
/** @param jobName undefined: the project's newest training. null when there is none */
export const fetchTrainingCurves = async (project: string, jobName: string | undefined) =>
  (await read<{ training: TrainingCurves | null }>('training-curves', { project, ...(jobName && { jobName }) }))
    .training;
export const fetchQuarantine = async (project: string) =>
  (await read<{ files: QuarantineReason[] }>('quarantine', { project })).files;

export const fetchTroubles = (project: string) => read<ProjectTroubles>('troubles', { project });

/** A part of the project's labeled images. @param choice words of the gallery's address; empty narrows nothing */
export const readImages = (project: string, choice: Record<string, string>, offset: number, limit: number) =>
  read<GalleryPage>('images', { ...choice, project, offset: String(offset), limit: String(limit) });
/** null: the project has no such image. */
export const readStory = async (project: string, sha256: string) =>
  (await read<{ story: ImageStory | null }>('story', { project, sha256 })).story;

/** The images that are most like one, the likest first. */
export const readSimilar = async (project: string, sha256: string) =>
  (await read<{ images: SimilarImage[] }>('similar', { project, sha256 })).images;
export const fetchLabeling = (project: string) => read<LabelingOverview>('labeling', { project });
/** The images of a batch that its workers see most differently. */
export const fetchDisagreements = async (project: string, batchId: string) =>
  (await read<{ images: Disagreement[] }>('disagreements', { project, batchId })).images;
export const fetchDatasets = async (project: string) =>
  (await read<{ versions: DatasetOverview[] }>('datasets', { project })).versions;
export const fetchDatasetDiff = (project: string, from: number, to: number) =>
  read<DatasetDiff>('dataset-diff', { project, from: String(from), to: String(to) });
export const fetchProduction = (project: string) => read<ProductionOverview>('production', { project });
export const fetchMoney = (project: string) => read<MoneyOverview>('money', { project });
export const fetchExecutionCost = (project: string, executionArn: string) =>
  read<ExecutionCost>('execution-cost', { project, executionArn });
/** Who did what, newest first. @param project empty: of all */
export const fetchAudit = async (project: string) =>
  (await read<{ entries: AuditEntry[] }>('audit', { project })).entries;

/** Asks the console's process to do something. @throws what went wrong, for people */
async function post<Answer>(path: string, body: unknown): Promise<Answer> {
  const response = await request(`/api/${path}`, body);
  return (response.status === 204 ? undefined : await response.json()) as Answer;
}

/** @returns the person's one-time link */
export const postInvitation = async (project: string, name: string) =>
  (await post<{ link: string }>('invite', { project, name })).link;
/** @returns a link that signs in at once who sits at this machine */
export const labelYourself = async (project: string) =>
  (await post<{ link: string }>('label-yourself', { project })).link;
export const updateWorker = (
  project: string,
  workerId: string,
  status: 'Active' | 'Paused' | 'Removed',
  reason?: string,
) => post<void>('worker', { project, workerId, status, ...(reason && { reason }) });
export const requeueImages = async (project: string, images: readonly string[]) =>
  (await post<{ waiting: number }>('requeue', { project, images })).waiting;
/** @returns null when nothing waits for money */
export const postApproval = async (project: string) =>
  (await post<{ approval: { images: number; addedUsd: number } | null }>('approve', { project })).approval;
/** @returns how many are sent back; those that people label now are left out */
export const postRelabels = async (project: string, images: readonly string[], note: string) =>
  (await post<{ sent: number }>('images/relabel', { project, images, note })).sent;
export const postExclusion = (project: string, images: readonly string[], note: string) =>
  post<{ images: number; datasetVersion: number }>('images/exclude', { project, images, note });
/** @param from the dataset version that has their labels */
export const postInclusion = (project: string, images: readonly string[], from: number) =>
  post<{ images: number; datasetVersion: number }>('images/include', { project, images, from });
/** @param isOn whether they get the tag or lose it @returns how many had it otherwise */
export const postTag = async (project: string, images: readonly string[], tag: string, isOn: boolean) =>
  (await post<{ images: number }>('images/tag', { project, images, tag, isOn })).images;
/** What labels of the project can be exported as, as labelloop keeps them first. */
export const fetchExportFormats = async (project: string) =>
  (await read<{ formats: string[] }>('images/formats', { project })).formats;
/** Labels of these images as a gzipped tar. */
export const fetchExport = async (project: string, images: readonly string[], format: string) =>
  (await request('/api/images/export', { project, images, format })).blob();
/** Which models served before, and which wait for approval. */
export const fetchModelStanding = (project: string) =>
  read<{ earlier: string[]; waiting: string[] }>('model-standing', { project });
/** Lets a model serve again; answers when it does. */
export async function postRollback(project: string, modelName: string, reason: string): Promise<void> {
  await post<void>('rollback', { project, modelName, reason });
  await refresh();
}
/** A model that waits goes live, or does not. */
export const postDecision = (project: string, modelName: string, approval: 'Approved' | 'Rejected', reason: string) =>
  post<void>('model-decision', { project, modelName, approval, reason });
export const postProject = (project: {
  project: string;
  labels: string[];
  taskType: string;
  workersPerObject: number;
}) => post<void>('project', project);
/** What the serving model sees on an image; it is kept nowhere. */
export const postTryOut = (project: string, file: Blob) =>
  post<TryOut>(`try?${new URLSearchParams({ project })}`, file);
export const labelNow = (project: string) => post<void>('label-now', { project });
/** @returns the object that the file became */
export const dropFile = (project: string, name: string, file: Blob) =>
  post<{ key: string; etag: string }>(`drop?${new URLSearchParams({ project, name })}`, file);
/** In the order of the files; null = not yet judged. */
export const fetchOutcomes = async (project: string, files: ReadonlyArray<{ key: string; etag: string }>) =>
  (await post<{ outcomes: Array<{ outcome: string; reason: string | null } | null> }>('outcomes', { project, files }))
    .outcomes;

/** A small JPEG of an accepted image; it needs the token. */
export const fetchThumbnail = async (key: string) =>
  (await request(`/api/thumbnail?${new URLSearchParams({ key })}`)).blob();

let isLost = false;
/** How often the cloud came back: what could not be read meanwhile is read again. */
export const returns = signal(0);

/** Reads projects and executions anew. */
export async function refresh(): Promise<void> {
  try {
    const answer = await read<{ projects: WatchedProject[]; executions: ExecutionOverview[] }>('overview');
    if (isLost) returns.value += 1;
    isLost = false;
    projects.value = answer.projects;
    executions.value = answer.executions;
    loaded.value = true;
    trouble.value = '';
  } catch (error) {
    isLost = true;
    trouble.value = (error as Error).message;
  }
}

export async function act(action: 'redrive' | 'stop', executionArn: string): Promise<void> {
  try {
    await request(`/api/${action}`, { executionArn });
  } catch (error) {
    trouble.value = (error as Error).message;
    return;
  }
  await refresh();
}

/** Tries what failed in the project again, now. @returns what came of it, for people */
export async function retry(project: string): Promise<string> {
  const response = await request('/api/retry', { project });
  const { outcome } = (await response.json()) as { outcome: string };
  await refresh();
  return outcome;
}

/** Has nobody try again what failed in an execution. @returns what came of it, for people */
export async function giveUpExecution(project: string, name: string, note: string): Promise<string> {
  const { outcome } = await post<{ outcome: string }>('give-up', { project, name, note });
  await refresh();
  return outcome;
}

/** Sends an image back to the workers. @returns the request's id; null when people are labeling it now */
export async function relabel(project: string, key: string, note: string): Promise<string | null> {
  const response = await request('/api/relabel', { project, key, note });
  return ((await response.json()) as { requestId: string | null }).requestId;
}

/** Keeps everything fresh while the page is visible; a cloud that is gone is asked for more often. */
export async function keepFresh(): Promise<void> {
  for (;;) {
    if (document.visibilityState === 'visible') await refresh();
    await new Promise((passed) => setTimeout(passed, isLost ? LOST_MS : REFRESH_MS));
  }
}
