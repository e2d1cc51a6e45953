import type { IframeHTMLAttributes, RefObject } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import * as z from 'zod/mini';
import { type FromFrame, fromFrameSchema, type ToFrame } from '../sandbox/frame-messages.ts';

/** The origin that tasks run in, and the version of its files. */
export const sandbox = document.querySelector<HTMLMetaElement>('meta[name=sandbox]')!.content;
/** After a frame's loading ended: one that is still silent shows the browser's error page. */
const SILENCE_MS = 1000;

/**
 * Tells a frame something. The frame's origin is opaque, so no origin can be named; its content is ours alone to load.
 */
export function tellFrame(frame: HTMLIFrameElement | null, message: ToFrame): void {
  frame?.contentWindow?.postMessage(message, '*');
}

/**
 * A document in a sandbox: another origin, opaque, without network. A frame that cannot be reached is loaded again.
 * @param content asked once the frame is there
 * @param hear called with everything that the document says; it is untrusted
 */
export function SandboxFrame({
  frame,
  content,
  hear,
  ...attributes
}: {
  frame: RefObject<HTMLIFrameElement | null>;
  content(): string;
  hear?(message: FromFrame): void;
} & Pick<IframeHTMLAttributes, 'class' | 'title' | 'inert'> & { 'data-ready'?: boolean }) {
  const [attempt, setAttempt] = useState(0);
  const isSilent = useRef(true);

  // Listens before the browser does anything else: a frame can speak sooner than an effect that waits for the paint.
  useLayoutEffect(() => {
    const receive = ({ source, data }: MessageEvent<unknown>) => {
      if (source !== frame.current?.contentWindow) return;
      const message = z.safeParse(fromFrameSchema, data);
      if (!message.success) return;
      isSilent.current = false;
      if (message.data.type === 'waiting') tellFrame(frame.current, { type: 'show', document: content() });
      else hear?.(message.data);
    };
    addEventListener('message', receive);
    return () => removeEventListener('message', receive);
  });

  return (
    <iframe
      {...attributes}
      key={attempt}
      ref={frame}
      src={`${sandbox}/frame`}
      sandbox="allow-scripts allow-forms"
      onLoad={() => setTimeout(() => isSilent.current && setAttempt(attempt + 1), SILENCE_MS)}
    />
  );
}
