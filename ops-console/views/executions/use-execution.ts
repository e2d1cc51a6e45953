import { useEffect, useState } from 'preact/hooks';
import type { ExecutionStory, StateVisit } from '../../../shared/contracts/overview.ts';
import { executions, fetchExecution, trouble } from '../../console-client.ts';

export type FollowedExecution = ExecutionStory & { visits: StateVisit[] };

/** A transition is seen within these milliseconds, and the time of the answer. */
const FOLLOWED_MS = 400;

/**
 * One execution, followed while it runs and the page is in sight; undefined until the first answer, null when there is
 * none of this name.
 */
export function useExecution(name: string): FollowedExecution | null | undefined {
  const [followed, setFollowed] = useState<FollowedExecution | null>();
  // One that has ended is looked at again when the overview says that something is different: it may be redriven.
  const listed = executions.value.find((one) => one.name === name)?.status;
  const status = followed?.execution.status;
  useEffect(() => {
    let isFollowed = true;
    const follow = async () => {
      let known: FollowedExecution | undefined;
      while (isFollowed) {
        if (document.visibilityState === 'visible')
          try {
            const story = await fetchExecution(name, known?.lastEvent ?? 0);
            if (!isFollowed) return;
            const isSame = known && story && !story.visits && story.execution.status === known.execution.status;
            if (story && !isSame) known = { ...story, visits: story.visits ?? known?.visits ?? [] };
            if (!isSame) setFollowed(story ? known! : null);
            if (story?.execution.status !== 'RUNNING') return;
          } catch (error) {
            trouble.value = (error as Error).message;
          }
        await new Promise((passed) => setTimeout(passed, FOLLOWED_MS));
      }
    };
    void follow();
    return () => {
      isFollowed = false;
    };
  }, [name, status !== 'RUNNING' && listed]);
  return followed;
}
