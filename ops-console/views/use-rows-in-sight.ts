import { useEffect, useRef, useState } from 'preact/hooks';

interface Sight {
  /** Rows that the document must hold: from `first`, `rows` of them. */
  first: number;
  rows: number;
  columns: number;
  /** Pixels. */
  rowHeight: number;
}

/** Rows kept above and below what is in sight. */
const SPARE_ROWS = 2;

/**
 * Which rows of a long list are in sight of the window: only those are in the document, however many there are.
 * @param layOut columns and the height of a row, pixels, for the list's width
 * @param atOnce rows that come and go together: low ones would change the document with every frame
 * @returns what is in sight, and the reference for the element that holds the rows
 */
export function useRowsInSight<Frame extends HTMLElement>(
  layOut: (width: number) => { columns: number; rowHeight: number },
  atOnce = 1,
) {
  const frame = useRef<Frame>(null);
  const [sight, setSight] = useState<Sight>({ first: 0, rows: 0, ...layOut(0) });
  useEffect(() => {
    const look = () => {
      const box = frame.current?.getBoundingClientRect();
      if (!box) return;
      const { columns, rowHeight } = layOut(box.width);
      const reached = Math.floor(-box.top / rowHeight) - SPARE_ROWS;
      const first = Math.max(0, reached - (reached % atOnce));
      const rows = Math.ceil(innerHeight / rowHeight) + 2 * SPARE_ROWS + atOnce;
      setSight((before) =>
        before.columns === columns && before.first === first && before.rowHeight === rowHeight && before.rows === rows
          ? before
          : { columns, first, rows, rowHeight },
      );
    };
    look();
    addEventListener('scroll', look, { passive: true });
    addEventListener('resize', look);
    return () => {
      removeEventListener('scroll', look);
      removeEventListener('resize', look);
    };
  }, []);
  return { frame, sight };
}
