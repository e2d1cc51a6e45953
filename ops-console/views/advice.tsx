import { adviseOn } from '../../shared/domain/workflow/failure-advice.ts';
import { Link, pathTo } from '../router.tsx';

/** What a failure means and what helps; the runbook has the whole entry. */
export function Advice({ failure, project }: { failure: { error: string; cause: string }; project: string }) {
  const { sentence, remedy, command } = adviseOn(failure, project);
  return (
    <div class="faint">
      {sentence} {remedy} {command && <code>{command}</code>}{' '}
      <Link to={pathTo(['runbook', failure.error])}>runbook</Link>
    </div>
  );
}
