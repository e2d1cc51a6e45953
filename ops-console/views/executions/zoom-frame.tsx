import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

interface View {
  scale: number;
  /** Pixels of the frame. */
  left: number;
  top: number;
}

interface Props {
  /** The content's width, pixels at scale 1. */
  width: number;
  height: number;
  /** Part of the content that must be in view, whenever it becomes another one. */
  focus: { left: number; top: number; width: number; height: number } | undefined;
  children: ComponentChildren;
}

const LARGEST = 2;
const STEP = 1.25;
const MARGIN = 12;

/**
 * Fits its content into a frame; the wheel or the buttons zoom, dragging pans, and what is in focus is brought into
 * view.
 */
export function ZoomFrame({ width, height, focus, children }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const [view, setView] = useState<View>();
  const fitted = (): View => {
    const { clientWidth, clientHeight } = frame.current!;
    const scale = Math.min(1, (clientWidth - 2 * MARGIN) / width, (clientHeight - 2 * MARGIN) / height);
    return { scale, left: (clientWidth - width * scale) / 2, top: (clientHeight - height * scale) / 2 };
  };
  const zoom = (factor: number, x?: number, y?: number) =>
    setView((before) => {
      if (!before || !frame.current) return before;
      const at = { x: x ?? frame.current.clientWidth / 2, y: y ?? frame.current.clientHeight / 2 };
      const scale = Math.min(LARGEST, Math.max(fitted().scale / 2, before.scale * factor));
      const grown = scale / before.scale;
      return { scale, left: at.x - (at.x - before.left) * grown, top: at.y - (at.y - before.top) * grown };
    });
  useEffect(() => {
    const fit = () => setView(fitted());
    const watcher = new ResizeObserver(fit);
    watcher.observe(frame.current!);
    return () => watcher.disconnect();
  }, [width, height]);
  useEffect(() => {
    if (!focus) return;
    setView((before) => {
      if (!before || !frame.current) return before;
      const { clientWidth, clientHeight } = frame.current;
      const nearest = (start: number, size: number, offset: number, room: number) => {
        const shown = offset + start * before.scale;
        if (shown < MARGIN) return offset + MARGIN - shown;
        const beyond = shown + size * before.scale - (room - MARGIN);
        return beyond > 0 ? offset - beyond : offset;
      };
      const left = nearest(focus.left, focus.width, before.left, clientWidth);
      const top = nearest(focus.top, focus.height, before.top, clientHeight);
      return { ...before, left, top };
    });
  }, [focus?.left, focus?.top]);
  useEffect(() => {
    const onWheel = (event: WheelEvent) => {
      // A page is scrolled over the picture as over any other; with Ctrl, or by a pinch, the picture grows.
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const box = frame.current!.getBoundingClientRect();
      zoom(event.deltaY < 0 ? STEP : 1 / STEP, event.clientX - box.left, event.clientY - box.top);
    };
    frame.current!.addEventListener('wheel', onWheel, { passive: false });
    return () => frame.current?.removeEventListener('wheel', onWheel);
  }, []);
  const drag = useRef<{ x: number; y: number; id: number } | null>(null);
  const { scale, left, top } = view ?? { scale: 1, left: 0, top: 0 };
  return (
    <div class="graph">
      <div
        class="frame"
        ref={frame}
        onPointerDown={(event) => {
          if ((event.target as Element).closest('button')) return;
          drag.current = { x: event.clientX, y: event.clientY, id: event.pointerId };
          frame.current!.setPointerCapture(event.pointerId);
        }}
        onPointerMove={(event) => {
          const from = drag.current;
          if (from?.id !== event.pointerId) return;
          drag.current = { ...from, x: event.clientX, y: event.clientY };
          setView(
            (at) => at && { ...at, left: at.left + event.clientX - from.x, top: at.top + event.clientY - from.y },
          );
        }}
        onPointerUp={() => {
          drag.current = null;
        }}
        onPointerCancel={() => {
          drag.current = null;
        }}
      >
        <div
          class="machine"
          style={{
            width: `${width}px`,
            height: `${height}px`,
            transform: `translate(${left}px, ${top}px) scale(${scale})`,
            visibility: view ? 'visible' : 'hidden',
          }}
        >
          {children}
        </div>
      </div>
      <fieldset class="zoom" aria-label="zoom">
        <button type="button" aria-label="smaller" onClick={() => zoom(1 / STEP)}>
          −
        </button>
        <button type="button" aria-label="larger" onClick={() => zoom(STEP)}>
          +
        </button>
        <button type="button" onClick={() => setView(fitted())}>
          fit
        </button>
      </fieldset>
    </div>
  );
}
