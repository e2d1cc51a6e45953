import { useEffect, useState } from 'preact/hooks';
import type { JobAnswer } from '../../labeling-engine/contracts/worker-api.ts';
import { words } from '../languages/current-language.ts';
import { linkTo } from '../route.ts';
import { client } from '../session.ts';

const WAIT_SECONDS = 20;
const PAUSE_MS = 3000;

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
        {jobs?.map((job) => (
          <li key={job.jobReference} class="card">
            <h3>{job.title}</h3>
            <p>{job.description}</p>
            <p class="faint">{job.labels.join(' · ')}</p>
            <p>
              {said.left(job.left)} · {said.answered(job.answered)}
            </p>
            {job.paused ? (
              <p class="problem">{job.paused}</p>
            ) : (
              <a class="primary" href={linkTo({ page: 'work', jobReference: job.jobReference })}>
                {said.work}
              </a>
            )}
          </li>
        ))}
      </ul>
    </main>
  );
}

async function watchJobs(signal: AbortSignal, show: (jobs: JobAnswer[]) => void): Promise<void> {
  let waitSeconds = 0;
  while (!signal.aborted) {
    try {
      const jobs = await client.jobs(waitSeconds, signal);
      show(jobs);
      waitSeconds = jobs.some(({ left }) => left > 0) ? 0 : WAIT_SECONDS;
    } catch {
      waitSeconds = 0;
    }
    if (waitSeconds === 0) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
