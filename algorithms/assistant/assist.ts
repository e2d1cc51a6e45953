import { createInterface } from 'node:readline';
import type { FromAssistant, ToAssistant } from '../../shared/contracts/assistant-messages.ts';
import { InvalidDocumentError } from '../../shared/errors.ts';
import { loadPretrained } from '../backbone/pretrained.ts';
import { type CellFeatures, openCellEyes } from './cell-features.ts';
import { LightLearner } from './light-learner.ts';

/**
 * Learns from answers while people label, in a process of its own: a line of standard input is a message, and so is
 * each of standard output. One thread; the number of classes is its argument.
 */
const learner = new LightLearner(Number(process.argv[2]));
const eyes = await openCellEyes(await loadPretrained(process.env), 1);

/** Images that were looked at for a suggestion and are not answered yet. */
const REMEMBERED = 32;
const seen = new Map<string, CellFeatures>();
const say = (message: FromAssistant) => console.log(JSON.stringify(message));

/** @returns undefined for an image that cannot be had or read */
async function look({ image, url }: { image: string; url: string }): Promise<CellFeatures | undefined> {
  const known = seen.get(image);
  if (known) return known;
  const response = await fetch(url);
  if (!response.ok) return undefined;
  try {
    const features = await eyes.look(new Uint8Array(await response.arrayBuffer()));
    seen.set(image, features);
    const [oldest] = seen.keys();
    if (seen.size > REMEMBERED) seen.delete(oldest!);
    return features;
  } catch (error) {
    if (error instanceof InvalidDocumentError) return undefined;
    throw error;
  }
}

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  const message = JSON.parse(line) as ToAssistant;
  if (message.type === 'answer') {
    const features = await look(message);
    if (features) learner.answer({ features, boxes: message.boxes });
    seen.delete(message.image);
    continue;
  }
  learner.fit();
  for (const each of message.images) {
    const features = await look(each);
    if (features) say({ type: 'suggested', image: each.image, boxes: learner.suggest(features) });
  }
  say({ type: 'idle' });
}
await eyes.close();
