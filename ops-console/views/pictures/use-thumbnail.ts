import { useEffect, useState } from 'preact/hooks';
import { fetchThumbnail, returns } from '../../console-client.ts';

/** Pictures that are kept, those that were shown last: some 30 MB. */
const KEPT = 600;
/** Fetched at a time: the browser opens six connections, and what the page reads must not wait for pictures. */
const AT_A_TIME = 4;

/** URL by key of the image. */
const kept = new Map<string, string>();
/** Who waits for which picture; the last ones come first: those are in sight. */
const waiting = new Map<string, Set<(url: string) => void>>();
/** Who gets the pictures that are being fetched: one picture is fetched once, wherever it is shown. */
const underWay = new Map<string, Set<(url: string) => void>>();

function fetchNext(): void {
  const key = [...waiting.keys()].at(-1);
  if (key === undefined || underWay.size >= AT_A_TIME) return;
  const askers = waiting.get(key)!;
  waiting.delete(key);
  underWay.set(key, askers);
  fetchThumbnail(key)
    .then((picture) => {
      const url = keep(key, URL.createObjectURL(picture));
      for (const tell of askers) tell(url);
    })
    // An image without bytes is shown without a picture; one that the cloud could not give is asked for again.
    .catch(() => {})
    .finally(() => {
      underWay.delete(key);
      fetchNext();
    });
  fetchNext();
}

function keep(key: string, url: string): string {
  kept.set(key, url);
  for (const [oldest, its] of kept) {
    if (kept.size <= KEPT) break;
    kept.delete(oldest);
    URL.revokeObjectURL(its);
  }
  return url;
}

/** URL of an image's small picture; undefined until it is there. Who leaves the page before then gets none. */
export function useThumbnail(imageKey: string): string | undefined {
  const [url, setUrl] = useState(kept.get(imageKey));
  useEffect(() => {
    const known = kept.get(imageKey);
    if (known) {
      // The last that were shown are the last to go.
      kept.delete(imageKey);
      setUrl(keep(imageKey, known));
      return;
    }
    setUrl(undefined);
    const fetched = underWay.get(imageKey);
    const askers = fetched ?? waiting.get(imageKey) ?? new Set();
    askers.add(setUrl);
    if (!fetched) waiting.set(imageKey, askers);
    fetchNext();
    return () => {
      askers.delete(setUrl);
      if (askers.size === 0 && waiting.get(imageKey) === askers) waiting.delete(imageKey);
    };
  }, [imageKey, url === undefined && returns.value]);
  return url;
}
