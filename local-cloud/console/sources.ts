import { listExecutions } from '../../shared/aws/execution-history.ts';
import { ownLabelingPeople } from '../../shared/aws/labeling-people.ts';
import type { AuditEntry } from '../../shared/contracts/audit.ts';
import type { GalleryPage } from '../../shared/contracts/gallery.ts';
import type { Project } from '../../shared/contracts/project.ts';
import { readAudit, recordAct } from '../../shared/documents/audit.ts';
import { loadProject } from '../../shared/documents/project.ts';
import { projectBucket } from '../../shared/documents/project-bucket.ts';
import { guestLink, invitationLink } from '../../shared/domain/labeling/portal-link.ts';
import { workteamArnOf } from '../../shared/domain/labeling/workteam-arn.ts';
import { parseBatchExecutionName } from '../../shared/domain/project/names.ts';
import { InvalidDocumentError } from '../../shared/errors.ts';
import { requeueNeedy } from '../../shared/pipeline/images/requeue-image.ts';
import { approveHeld } from '../../shared/pipeline/requests/approve-held.ts';
import { relabelImage } from '../../shared/pipeline/requests/relabel-image.ts';
import { readDatasetDiff, readDatasets } from '../../shared/read-models/datasets.ts';
import { readFirstImages } from '../../shared/read-models/gallery.ts';
import { asksFacts, choosePage } from '../../shared/read-models/gallery-choice.ts';
import { readImageStory } from '../../shared/read-models/image-story.ts';
import { readDisagreements, readLabeling } from '../../shared/read-models/labeling-overview.ts';
import { readExecutionCost, readMoney } from '../../shared/read-models/money.ts';
import { readProduction } from '../../shared/read-models/production-overview.ts';
import { readOverview, readOverviews } from '../../shared/read-models/project-overview.ts';
import { readProgress } from '../../shared/read-models/project-progress.ts';
import { readTroubles } from '../../shared/read-models/project-troubles.ts';
import { openSimilarImages } from '../../shared/read-models/similar-images.ts';
import { openDeadLetters } from '../dead-letters/open-dead-letters.ts';
import { operatorName } from '../operator-name.ts';
import type { ConsoleStart } from './console.ts';
import type { ConsoleSources } from './console-app.ts';
import { executionSources } from './execution-sources.ts';
import { firstRun } from './first-run.ts';
import { openGalleryThread } from './gallery-thread.ts';
import { modelSources } from './model-sources.ts';
import { readQuarantine } from './quarantine.ts';
import { selectionSources } from './selection-sources.ts';
import { readThumbnail } from './thumbnail.ts';

/** Whoever opens the console first sees its pages before galleries are read ahead: that takes a core for seconds. */
const AHEAD_AFTER_MS = 1000;
const SHOWN_IMAGES = 12;
const SIMILAR_IMAGES = 8;
const SHOWN_DIFFERENCES = 24;
const SHOWN_FILES = 100;
const SHOWN_ACTS = 200;
/** So many of the newest executions are priced. */
const PRICED_EXECUTIONS = 200;

/** What the console shows and does: an ordinary AWS client, in the name of who runs it. */
export function openSources({
  bucket,
  stateMachineArn,
  portalUrl,
  letters,
}: Pick<ConsoleStart, 'bucket' | 'stateMachineArn' | 'portalUrl' | 'letters'>): ConsoleSources {
  const galleries = openGalleryThread(bucket);
  const similarImages = openSimilarImages(bucket);
  let firstLookedAt: number | undefined;
  /** Why a project's gallery could not be read, until somebody was told. */
  const unread = new Map<string, Error>();
  const by = operatorName();
  const records = new Map<string, Map<string, string>>();
  const recordsOf = (project: string) => {
    const known = records.get(project) ?? new Map<string, string>();
    records.set(project, known);
    return known;
  };
  const record = (act: AuditEntry['act'], subject: string, more: Partial<Pick<AuditEntry, 'project' | 'note'>> = {}) =>
    recordAct(bucket, { at: new Date().toISOString(), by, act, subject, ...more });
  const projectOf = async (name: string): Promise<Project> => {
    const loaded = await loadProject(projectBucket(bucket, name));
    if ('problem' in loaded) throw new InvalidDocumentError(loaded.problem.reason);
    return loaded.project;
  };
  const invite = async (project: string, name: string) => {
    const { workteamArn } = (await projectOf(project)).labeling;
    const { invitation, workerId } = await ownLabelingPeople().invite(
      name,
      workteamArnOf(workteamArn, stateMachineArn),
    );
    await record('invited', workerId, { project });
    return invitation;
  };
  return {
    async readOverviews() {
      const overviews = await readOverviews(bucket);
      firstLookedAt ??= performance.now();
      if (performance.now() - firstLookedAt > AHEAD_AFTER_MS) galleries.keepReady(overviews);
      return overviews;
    },
    listExecutions: () => listExecutions(stateMachineArn),
    readProgress: (overview, executions) => readProgress(bucket, overview, executions, Date.now()),
    async readImages(project, choice, offset, limit) {
      const look = async (): Promise<GalleryPage> => {
        const images = await readFirstImages(bucket, await projectOf(project));
        return { ...choosePage(images, choice, offset, limit), isPartial: true };
      };
      // Tags and whatever else is no label are known to the thread alone: a first look never replaces its answer.
      if (asksFacts(choice) || galleries.isReady(project)) return galleries.read(project, choice, offset, limit);
      // Who asks first, in a cloud that has just started, sees some images at once: nothing else is read beside them.
      const failure = unread.get(project);
      unread.delete(project);
      if (failure) throw failure;
      const some = await look();
      galleries.read(project, {}, 0, 0).catch((error: Error) => unread.set(project, error));
      return some;
    },
    readStory: async (project, sha256) => {
      const loaded = await loadProject(projectBucket(bucket, project));
      return ('project' in loaded && (await readImageStory(bucket, loaded.project, sha256))) || null;
    },
    readSimilar: (project, sha256) => similarImages.read(project, sha256, SIMILAR_IMAGES),
    readTroubles: (project) => findTroubles(bucket, stateMachineArn, project),
    readQuarantine: (project) => readQuarantine(bucket, project, SHOWN_FILES),
    readThumbnail: (key) => readThumbnail(bucket, key),
    async relabelImage(project, key, note) {
      const request = await relabelImage(bucket, project, key, note, Date.now());
      if (request) await record('relabeled', key, { project, note });
      return request?.requestId ?? null;
    },

    readLabeling: async (project) => readLabeling(bucket, await projectOf(project), recordsOf(project), Date.now()),
    readDisagreements: (project, batchId) => readDisagreements(projectBucket(bucket, project), batchId, SHOWN_IMAGES),
    inviteWorker: async (project, name) => invitationLink(portalUrl ?? '', await invite(project, name)),
    labelYourself: async (project) => guestLink(portalUrl ?? '', await invite(project, by)),
    async updateWorker(project, workerId, status, reason) {
      await ownLabelingPeople().update(workerId, status, reason);
      const act = ({ Active: 'resumed', Paused: 'paused', Removed: 'removed' } as const)[status];
      await record(act, workerId, { project, ...(reason && { note: reason }) });
    },
    async requeueImages(project, images) {
      const waiting = await requeueNeedy(projectBucket(bucket, project), images);
      await record('requeued', `${waiting} images`, { project });
      return waiting;
    },

    readDatasets: (project) => readDatasets(projectBucket(bucket, project)),
    readProduction: (project) => readProduction(projectBucket(bucket, project)),
    readDatasetDiff: async (project, from, to) =>
      readDatasetDiff(bucket, await projectOf(project), from, to, SHOWN_DIFFERENCES),

    readMoney: async (project) =>
      readMoney(bucket, await projectOf(project), await listExecutions(stateMachineArn, PRICED_EXECUTIONS), Date.now()),
    readExecutionCost: (project, executionArn) =>
      readExecutionCost(projectBucket(bucket, project), { executionArn, name: executionArn.split(':').at(-1)! }),
    approveHeld: (project) =>
      approveHeld(projectBucket(bucket, project), { most: undefined, by, now: new Date().toISOString() }),
    readAudit: (project) => readAudit(bucket, SHOWN_ACTS, project),

    ...selectionSources({ bucket, by, record, projectOf, onTags: (project) => galleries.forgetTags(project) }),
    ...modelSources({ bucket, by, projectOf }),
    ...executionSources({
      bucket,
      stateMachineArn,
      by,
      record,
      projectOf,
      letters: letters && openDeadLetters(letters),
    }),
    ...firstRun(bucket, record),
  };
}

async function findTroubles(bucket: string, stateMachineArn: string, project: string) {
  const [overview, executions] = await Promise.all([
    readOverview(projectBucket(bucket, project)),
    listExecutions(stateMachineArn),
  ]);
  const running = executions.filter(({ status }) => status === 'RUNNING');
  return readTroubles(
    bucket,
    overview,
    running.flatMap(({ name }) => parseBatchExecutionName(project, name)?.batchId ?? []),
  );
}
