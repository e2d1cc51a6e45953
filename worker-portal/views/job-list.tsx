import { useEffect, useState } from 'preact/hooks';
import type { JobAnswer } from '../../labeling-engine/contracts/worker-api.ts';
import { words } from '../languages/current-language.ts';
import { linkTo } from '../route.ts';
import { client } from '../session.ts';

const WAIT_SECONDS = 20;
const RETRY_SECONDS = 3;
/** While there is work, so that the figures do not grow old. */
const REFRESH_SECONDS = 10;

/** The worker's jobs with what is left; new ones appear by themselves. */
export function JobList() {
  const [jobs, setJobs] = useState<JobAnswer[]>();
  const said = words.value;

  useEffect(() => {
    const left = new AbortController();
    void watchJobs(left.signal, setJobs);
    return () => left.abort();
  }, []);

  return (
    <main>
      <h2>{said.jobs}</h2>
      {jobs === undefined && <p>{said.loading}</p>}
      {jobs?.length === 0 && <p>{said.noJobs}</p>}
      <ul class="jobs">
        {jobs?.toSorted(byWorkLeft).map((job) => (
          <li key={job.jobReference} class="card">
            {job.imageUrl && <img class="thumbnail" src={job.imageUrl} alt="" loading="lazy" decoding="async" />}
            <p class="faint">
              {[job.project, said.taskTypes[job.taskType] ?? job.taskType].filter(Boolean).join(' · ')}
            </p>
            <h3>{job.title}</h3>
            <p>{job.description}</p>
            <p class="faint">{job.labels.join(' · ')}</p>
            <p>
              {said.left(job.left)} · {said.answered(job.answered)}
            </p>
            {job.paused ? (
              <p class="problem">{job.paused}</p>
            ) : (
              <a class={job.left > 0 ? 'primary' : ''} href={linkTo({ page: 'work', jobReference: job.jobReference })}>
                {job.left > 0 ? said.work : said.recent}
              </a>
            )}
          </li>
        ))}
      </ul>
    </main>
  );
}

/** What can be worked at comes first. */
const byWorkLeft = (a: JobAnswer, b: JobAnswer) => Number(b.left > 0) - Number(a.left > 0);

async function watchJobs(signal: AbortSignal, show: (jobs: JobAnswer[]) => void): Promise<void> {
  let waitSeconds = 0;
  while (!signal.aborted) {
    let pauseSeconds = RETRY_SECONDS;
    try {
      const { jobs, retryAfterSeconds } = await client.jobs(waitSeconds, signal);
      show(jobs);
      // The server holds the request back only while there is nothing to do.
      waitSeconds = jobs.some(({ left }) => left > 0) ? 0 : WAIT_SECONDS;
      pauseSeconds = retryAfterSeconds ?? (waitSeconds > 0 ? 0 : REFRESH_SECONDS);
    } catch {
      waitSeconds = 0;
    }
    if (pauseSeconds > 0) await new Promise((resolve) => setTimeout(resolve, 1000 * pauseSeconds));
  }
}
