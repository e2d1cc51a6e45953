import { fetchRunbook } from '../console-client.ts';
import { Marked } from '../views/marked.tsx';
import { useLoaded } from '../views/use-loaded.ts';

/** The runbook's entry of one error. */
export function RunbookPage({ error }: { error: string }) {
  const entry = useLoaded(() => fetchRunbook(error), [error]);
  if (entry === undefined) return <p class="faint">loading</p>;
  return (
    <>
      <div class="title">
        <h1>{error}</h1>
        <span class="faint">from the runbook</span>
      </div>
      <section class="prose">
        {entry === null ? (
          <p>
            The runbook has no entry of this name: it is none of labelloop's own errors. Images, labels and models are
            safe whatever happened; the execution's states say more, and <code>labelloop retry</code> tries again.
          </p>
        ) : (
          <Marked text={entry} />
        )}
      </section>
    </>
  );
}
