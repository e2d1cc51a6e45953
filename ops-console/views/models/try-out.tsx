import { useRef, useState } from 'preact/hooks';
import type { TryOut as Answer } from '../../../shared/contracts/try-out.ts';
import { postTryOut } from '../../console-client.ts';
import { plural } from '../figures.ts';

const SHOWN_FROM = 0.5;

/** Drop an image, see what the serving model sees on it. */
export function TryOut({ project, endpoint }: { project: string; endpoint: string }) {
  const [tried, setTried] = useState<{ url: string; answer?: Answer; problem?: string }>();
  const [from, setFrom] = useState(SHOWN_FROM);
  const [isOver, setOver] = useState(false);
  const picker = useRef<HTMLInputElement>(null);
  const ask = async (file: File | undefined) => {
    if (!file) return;
    if (tried) URL.revokeObjectURL(tried.url);
    const url = URL.createObjectURL(file);
    setTried({ url });
    try {
      setTried({ url, answer: await postTryOut(project, file) });
    } catch (error) {
      setTried({ url, problem: (error as Error).message });
    }
  };
  const shown = tried?.answer?.boxes.filter(({ confidence }) => confidence >= from) ?? [];
  return (
    <section
      class={isOver ? 'drop over' : 'drop'}
      aria-label="try the model"
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        void ask(event.dataTransfer?.files[0]);
      }}
    >
      <p class="drop-first">
        <b>Try it: drop an image here</b> <span class="faint">{endpoint} answers; the image is kept nowhere</span>{' '}
        <button type="button" onClick={() => picker.current!.click()}>
          choose an image
        </button>
        <input
          ref={picker}
          type="file"
          accept="image/*"
          hidden
          aria-label="image to try"
          onChange={(event) => void ask(event.currentTarget.files?.[0])}
        />
      </p>
      {tried?.problem && <p class="problem">{tried.problem}</p>}
      {tried && !tried.problem && (
        <div class="columns-2">
          <div class="picture">
            <img src={tried.url} alt={tried.answer ? `${plural(shown.length, 'object')} found` : 'the image'} />
            {tried.answer && (
              <svg viewBox={`0 0 ${tried.answer.width} ${tried.answer.height}`} aria-hidden="true">
                {shown.map(({ label, confidence, left, top, width, height }, index) => (
                  <rect key={`${index} ${label}`} class="prediction" x={left} y={top} width={width} height={height}>
                    <title>{`${label} ${confidence.toFixed(2)}`}</title>
                  </rect>
                ))}
              </svg>
            )}
          </div>
          {tried.answer ? (
            <div>
              <p role="status">
                <b class="large">
                  {plural(shown.length, 'object')}{' '}
                  <span class="faint">in {tried.answer.milliseconds.toFixed(0)} ms</span>
                </b>
              </p>
              <label class="choice">
                <span class="faint">sure at least</span>
                <input
                  type="range"
                  min="0.05"
                  max="0.95"
                  step="0.05"
                  value={from}
                  onInput={(event) => setFrom(Number(event.currentTarget.value))}
                />
                <output>{from.toFixed(2)}</output>
              </label>
              <ul>
                {shown.map(({ label, confidence }, index) => (
                  <li key={`${index} ${label}`}>
                    {label} <span class="faint">{confidence.toFixed(2)}</span>
                  </li>
                ))}
              </ul>
            </div>
          ) : (
            <p class="faint">asking</p>
          )}
        </div>
      )}
    </section>
  );
}
