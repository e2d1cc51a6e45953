import { adviseOn } from '../../shared/domain/workflow/failure-advice.ts';
import { Link, pathTo } from '../router.tsx';
import { Words } from './marked.tsx';

interface Props {
  failure: { error: string; cause: string };
  project: string;
  /** False: what happened stands above already. */
  isWhole?: boolean;
}

/** What a failure means and what helps; the runbook has the whole entry. */
export function Advice({ failure, project, isWhole = true }: Props) {
  const { sentence, remedy, command } = adviseOn(failure, project);
  return (
    <div class="faint">
      {isWhole && (
        <>
          <Words text={sentence} />{' '}
        </>
      )}
      <Words text={remedy} /> {command && <code>{command}</code>}{' '}
      <Link to={pathTo(['runbook', failure.error])}>runbook</Link>
    </div>
  );
}

/** What the container that failed printed last; nothing where it printed nothing. */
export const Printed = ({ log }: { log: readonly string[] | undefined }) =>
  log?.length ? (
    <details>
      <summary>what its container printed last</summary>
      <pre>{log.join('\n')}</pre>
    </details>
  ) : null;
