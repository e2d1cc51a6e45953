import { fetchAudit } from '../console-client.ts';
import { useLoaded } from './use-loaded.ts';
import { when } from './when.ts';

const SHOWN = 20;

/** Who did what to a project, newest first. */
export function AuditList({ project }: { project: string }) {
  const entries = useLoaded(() => fetchAudit(project), [project]);
  if (!entries || entries.length === 0) return null;
  return (
    <section aria-label="who did what">
      <h2>Who did what</h2>
      <ul class="acts">
        {entries.slice(0, SHOWN).map(({ at, by, act, subject, note }) => (
          <li key={`${at} ${subject}`}>
            <time class="faint" dateTime={at}>
              {when(at)}
            </time>{' '}
            <span>
              <b>{by}</b> {act} {subject === project ? '' : <code>{subject}</code>}{' '}
              {note && <span class="faint">{note}</span>}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
