import { CrowdForm } from '../elements/crowd-form.ts';
import type { FromFrame, ToFrame } from './frame-messages.ts';

const DRAFT_DELAY_MS = 150;
const ACTIVE_EVERY_MS = 5000;
const ADDRESS_LENGTH = 200;

/**
 * Connects the document's form with the portal around the frame. Without a portal (a template opened alone) it does
 * nothing.
 */
export function connectToPortal(): void {
  const portalOrigin = document.querySelector<HTMLMetaElement>('meta[name=portal-origin]')?.content;
  // Templates' scripts have variables of that name.
  const portal = window.parent;
  if (!portalOrigin || portal === window) return;
  const say = (message: FromFrame) => portal.postMessage(message, portalOrigin);
  const form = () => document.querySelector('crowd-form');
  let draftTimer = 0;
  const sayDraft = () => {
    clearTimeout(draftTimer);
    draftTimer = 0;
    const present = form();
    if (present instanceof CrowdForm) say({ type: 'draft', answer: present.answer });
  };
  const draftSoon = () => {
    draftTimer ||= window.setTimeout(sayDraft, DRAFT_DELAY_MS);
  };
  document.addEventListener('change', draftSoon);
  document.addEventListener('input', draftSoon);
  addEventListener('pagehide', () => draftTimer && sayDraft());

  let activeUntil = 0;
  for (const type of ['pointerdown', 'pointermove', 'keydown', 'wheel']) {
    document.addEventListener(
      type,
      ({ timeStamp }) => {
        if (timeStamp < activeUntil) return;
        activeUntil = timeStamp + ACTIVE_EVERY_MS;
        say({ type: 'active' });
      },
      { passive: true, capture: true },
    );
  }

  document.addEventListener('securitypolicyviolation', ({ blockedURI }) => {
    if (/^https?:/.test(blockedURI)) say({ type: 'blocked', address: blockedURI.slice(0, ADDRESS_LENGTH) });
  });

  let isSubmitted = false;
  addEventListener(
    'keydown',
    (event) => {
      if (!isSubmitted) return;
      const { key, shiftKey, repeat } = event;
      if (!repeat) say({ type: 'press', stroke: { key, shiftKey } });
      event.stopImmediatePropagation();
      event.preventDefault();
    },
    { capture: true },
  );

  document.addEventListener('crowd-retry', () => say({ type: 'retry' }));
  document.addEventListener('crowd-decline', () => say({ type: 'decline' }));
  document.addEventListener('crowd-ready', () => say({ type: 'ready' }));
  document.addEventListener('crowd-submit', (event) => {
    const present = form();
    if (!(present instanceof CrowdForm) || !(event instanceof CustomEvent)) return;
    clearTimeout(draftTimer);
    isSubmitted = true;
    say({ type: 'submit', answer: event.detail as Record<string, unknown>, carry: present.carry });
  });
  addEventListener('message', ({ source, origin, data }: MessageEvent<ToFrame>) => {
    const present = form();
    if (source !== portal || origin !== portalOrigin || !(present instanceof CrowdForm)) return;
    if (data.type === 'activate') {
      isSubmitted = false;
      if (data.proposals) present.offer(data.proposals);
      if (data.draft) present.restore(data.draft);
      present.activate(data.before);
    } else if (data.type === 'press') present.press(data.keys);
    else if (data.type === 'shortcuts') present.showShortcuts();
    else if (data.type === 'submit') present.submit();
  });
}
