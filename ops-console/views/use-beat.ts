import { useEffect, useState } from 'preact/hooks';

/** A number that grows while the page is in sight. @param milliseconds between two beats; undefined: it stands still */
export function useBeat(milliseconds: number | undefined): number {
  const [beat, setBeat] = useState(0);
  useEffect(() => {
    if (milliseconds === undefined) return;
    const timer = setInterval(
      () => document.visibilityState === 'visible' && setBeat((before) => before + 1),
      milliseconds,
    );
    return () => clearInterval(timer);
  }, [milliseconds]);
  return beat;
}
