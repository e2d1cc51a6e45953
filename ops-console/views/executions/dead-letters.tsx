import { useState } from 'preact/hooks';
import { fetchDeadLetters, postLetters } from '../../console-client.ts';
import { plural } from '../figures.ts';
import { useBeat } from '../use-beat.ts';
import { useLoaded } from '../use-loaded.ts';
import { when } from '../when.ts';

/** Letters come seldom, and a queue on AWS is asked for each look. */
const WATCHED_MS = 30_000;
const SHOWN = 20;

/** Events that a function did not take, three times; nothing where there are none. */
export function DeadLetters() {
  const beat = useBeat(WATCHED_MS);
  const [told, setTold] = useState('');
  const letters = useLoaded(fetchDeadLetters, [beat, told]);
  const again = async (ids: readonly string[]) => {
    try {
      const { sent, left } = await postLetters(ids);
      const lost = left > 0 ? `; of ${left} nobody can tell whose they are` : '';
      setTold(`${plural(sent, 'event')} went to ${sent === 1 ? 'its function' : 'their functions'} again${lost}`);
    } catch (error) {
      setTold((error as Error).message);
    }
  };
  if (!letters || (letters.length === 0 && !told)) return null;
  return (
    <section aria-label="dead letters">
      <div class="title">
        <h2>Dead letters</h2>
        <span class="faint">events that a function did not take, three times; first mend the cause</span>
        {letters.length > 1 && (
          <button type="button" class="push" onClick={() => void again(letters.map(({ id }) => id))}>
            try all {letters.length} anew
          </button>
        )}
      </div>
      <ul class="troubles">
        {letters.slice(0, SHOWN).map(({ id, at, functionName, what, why }) => (
          <li key={id}>
            <b>{functionName?.split(':').at(-1) ?? 'nobody knows whose'}</b> {what}{' '}
            <span class="faint">{when(at)}</span>{' '}
            {functionName !== null && (
              <button type="button" onClick={() => void again([id])}>
                try anew
              </button>
            )}
            {why && <div class="faint">{why.slice(0, 300)}</div>}
          </li>
        ))}
      </ul>
      {told && <output class="faint">{told}</output>}
    </section>
  );
}
