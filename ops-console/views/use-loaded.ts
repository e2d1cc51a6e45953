import { useEffect, useRef, useState } from 'preact/hooks';
import { returns, trouble } from '../console-client.ts';

/**
 * What `load` answers; undefined until then. Loads again whenever one of `reasons` changes, and keeps the old answer
 * meanwhile; what could not be read is read again when the cloud is back. A reason that changes while a load is under
 * way waits for its end: an answer that takes longer than the reasons last is shown all the same.
 */
export function useLoaded<Answer>(load: () => Promise<Answer>, reasons: readonly unknown[]): Answer | undefined {
  const [answer, setAnswer] = useState<Answer>();
  const newest = useRef(load);
  const state = useRef({ isMounted: true, isLoading: false, isStale: false, isFailed: false });
  newest.current = load;
  const run = async () => {
    const own = state.current;
    if (own.isLoading) {
      own.isStale = true;
      return;
    }
    own.isLoading = true;
    do {
      own.isStale = false;
      try {
        const loaded = await newest.current();
        own.isFailed = false;
        if (own.isMounted) setAnswer(() => loaded);
      } catch (error) {
        own.isFailed = true;
        trouble.value = (error as Error).message;
      }
    } while (own.isStale && own.isMounted);
    own.isLoading = false;
  };
  useEffect(() => {
    void run();
  }, reasons);
  useEffect(() => {
    if (state.current.isFailed) void run();
  }, [returns.value]);
  useEffect(
    () => () => {
      state.current.isMounted = false;
    },
    [],
  );
  return answer;
}
