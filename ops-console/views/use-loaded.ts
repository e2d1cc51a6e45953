import { useEffect, useState } from 'preact/hooks';
import { trouble } from '../console-client.ts';

/**
 * What `load` answers; undefined until then. Loads again whenever one of `reasons` changes, and keeps the old answer
 * meanwhile.
 */
export function useLoaded<Answer>(load: () => Promise<Answer>, reasons: readonly unknown[]): Answer | undefined {
  const [answer, setAnswer] = useState<Answer>();
  useEffect(() => {
    let wanted = true;
    load().then(
      (loaded) => wanted && setAnswer(() => loaded),
      (error: Error) => {
        trouble.value = error.message;
      },
    );
    return () => {
      wanted = false;
    };
  }, reasons);
  return answer;
}
