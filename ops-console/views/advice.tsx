import { adviseOn } from '../../shared/domain/workflow/failure-advice.ts';

/** What a failure means and what helps; docs/runbook.md has the whole entry. */
export function Advice({ failure, project }: { failure: { error: string; cause: string }; project: string }) {
  const { sentence, remedy, command } = adviseOn(failure, project);
  return (
    <div class="faint">
      {sentence} {remedy} {command && <code>{command}</code>}
    </div>
  );
}
