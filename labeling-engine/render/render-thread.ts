import { parentPort } from 'node:worker_threads';
import { parseLiquid, renderLiquid } from './liquid.ts';
import type { FromThread, ToThread } from './render-messages.ts';

/** The program of a rendering thread: it has no environment, and may be ended at any moment. */
const port = parentPort!;
const say = (message: FromThread) => port.postMessage(message);
const asked = new Map<string, Array<(url: string | undefined) => void>>();

const sign = (uri: string) =>
  new Promise<string | undefined>((resolve) => {
    const waiting = asked.get(uri);
    if (waiting) waiting.push(resolve);
    else {
      asked.set(uri, [resolve]);
      say({ type: 'sign', uri });
    }
  });

port.on('message', async (message: ToThread) => {
  if (message.type === 'signed') {
    const waiting = asked.get(message.uri) ?? [];
    asked.delete(message.uri);
    for (const resolve of waiting) resolve(message.url);
    return;
  }
  try {
    if (message.type === 'render') {
      const { template, input, signed } = message;
      const html = await renderLiquid(template, input, async (uri) => signed.get(uri) ?? sign(uri));
      say({ type: 'done', html });
    } else {
      parseLiquid(message.template);
      say({ type: 'done', html: '' });
    }
  } catch (error) {
    say({ type: 'failed', message: (error as Error).message });
  }
});

say({ type: 'ready' });
