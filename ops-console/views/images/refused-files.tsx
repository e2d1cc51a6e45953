import { fetchQuarantine } from '../../console-client.ts';
import { plural } from '../figures.ts';
import { useLoaded } from '../use-loaded.ts';
import { when } from '../when.ts';

/** Files that were not taken in, and why. @param count all of them; the page shows the first hundred */
export function RefusedFiles({ project, count }: { project: string; count: number }) {
  const files = useLoaded(() => fetchQuarantine(project), [project, count]);
  if (!files) return <p class="faint">loading</p>;
  if (files.length === 0)
    return (
      <section class="empty">
        <p>No file was refused. What is no picture, broken or too large would stand here with its reason.</p>
      </section>
    );
  return (
    <>
      <ul class="files" aria-label="files in quarantine">
        {files.map(({ key, etag, bytes, code, reason, at }) => (
          <li key={`${key} ${etag}`}>
            <b>{key.split('/').slice(2).join('/')}</b>
            <p>
              <span class="mark caught">{code}</span>{' '}
              <span class="faint">
                {plural(bytes, 'byte')}, {when(at)}
              </span>
            </p>
            <p class="faint">{reason}</p>
          </li>
        ))}
      </ul>
      {count > files.length && <p class="faint">and {(count - files.length).toLocaleString('en')} more</p>}
    </>
  );
}
