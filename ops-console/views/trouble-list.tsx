import { causeMessage } from '../../shared/domain/workflow/failure-cause.ts';
import type { WatchedProject } from '../console-client.ts';
import { fetchQuarantine, fetchTroubles, retry } from '../console-client.ts';
import { Link, pathTo } from '../router.tsx';
import { Advice, Printed } from './advice.tsx';
import { Question } from './question.tsx';
import { useLoaded } from './use-loaded.ts';
import { when } from './when.ts';

/**
 * What needs a person: executions that ended badly, files that were not taken in, images that nobody could label or
 * that are gone.
 */
export function TroubleList({ project }: { project: WatchedProject }) {
  const { failures, quarantined, batches, dataset, training, progress } = project;
  const files = useLoaded(() => fetchQuarantine(project.project), [project.project, quarantined]);
  const labeling = progress.running?.labeling;
  const moved = [batches.length, dataset?.datasetVersion, labeling?.labeled, labeling?.failed];
  const troubles = useLoaded(() => fetchTroubles(project.project), [project.project, ...moved]);
  const { declined = [], needsAttention = [], deleted = [], endedJobs = [] } = troubles ?? {};
  const others = declined.length + needsAttention.length + deleted.length + endedJobs.length;
  const waitsForRetry = failures.length > 0 || (training !== null && training.failures > 0);
  if (!waitsForRetry && quarantined === 0 && others === 0) return null;
  return (
    <section>
      <div class="title">
        <h2>Needs a look</h2>
        {waitsForRetry && (
          <span class="push">
            <Question
              action="try again"
              question={`Try what failed in ${project.project} again, now and with its settings of today? Trainings of a day stay bounded.`}
              yes="try again"
              onYes={() => retry(project.project)}
            />
          </span>
        )}
      </div>
      <ul class="troubles">
        {failures.map(({ executionArn, failedState, error, cause, log, at }) => (
          <li key={executionArn}>
            <b class="problem">{error}</b>
            {failedState && ` in ${failedState}`} <span class="faint">{when(at)}</span>
            <div>{causeMessage(cause).slice(0, 300)}</div>
            <Advice failure={{ error, cause }} project={project.project} />
            <Printed log={log} />
          </li>
        ))}
        {endedJobs.map(({ jobName, status, labeled, unlabeled }) => (
          <li key={jobName}>
            <b class="running">{status}</b> {jobName}
            <div class="faint">
              {labeled} images labeled, {unlabeled} not; those wait for another batch
            </div>
          </li>
        ))}
        {declined.map(({ name, sha256, worker, workerId, reason, at }) => (
          <li key={`${name} ${workerId} ${at}`}>
            <b class="running">declined</b>{' '}
            {sha256 ? <Link to={pathTo(['images', project.project, sha256])}>{name}</Link> : name}
            <div class="faint">
              {worker ?? workerId}: {reason}
            </div>
          </li>
        ))}
        {needsAttention.map(({ name, sha256, reason }) => (
          <li key={`attention ${sha256}`}>
            <b class="problem">no label</b> <Link to={pathTo(['images', project.project, sha256])}>{name}</Link>
            <div class="faint">{reason}</div>
          </li>
        ))}
        {deleted.map(({ name, sha256 }) => (
          <li key={`deleted ${sha256}`}>
            <b class="problem">deleted</b> <Link to={pathTo(['images', project.project, sha256])}>{name}</Link>
            <div class="faint">
              Its bytes are no longer in the bucket; drop it again, or it is missing from training.
            </div>
          </li>
        ))}
        {files?.map(({ key, code, reason }) => (
          <li key={key}>
            <b class="running">{code}</b> {key.split('/').slice(2).join('/')}
            <div class="faint">{reason}</div>
          </li>
        ))}
      </ul>
    </section>
  );
}
