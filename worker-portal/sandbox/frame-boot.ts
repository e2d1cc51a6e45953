import type { ToFrame } from './frame-messages.ts';

/**
 * The empty frame: becomes the document that its portal sends. Writing it keeps the policy that this page was served
 * with.
 */
addEventListener('message', (event: MessageEvent<ToFrame>) => {
  if (event.source !== parent || event.data.type !== 'show') return;
  document.open();
  document.write(event.data.document);
  document.close();
});
parent.postMessage({ type: 'waiting' }, '*');
