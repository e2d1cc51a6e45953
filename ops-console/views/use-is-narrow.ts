import { useEffect, useState } from 'preact/hooks';

/** As in styles/narrow.css. */
const NARROW = matchMedia('(max-width: 900px)');

/** Whether the window is as narrow as a telephone's: what stands beside the content elsewhere is folded away there. */
export function useIsNarrow(): boolean {
  const [isNarrow, setNarrow] = useState(NARROW.matches);
  useEffect(() => {
    const look = () => setNarrow(NARROW.matches);
    NARROW.addEventListener('change', look);
    return () => NARROW.removeEventListener('change', look);
  }, []);
  return isNarrow;
}
