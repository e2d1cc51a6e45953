import * as z from 'zod/mini';
import type { Proposals } from '../../shared/contracts/proposals.ts';
import type { FormCarry } from '../elements/crowd-form.ts';
import type { KeyStroke } from '../work/type-ahead.ts';

const answer = z.record(z.string(), z.unknown());
const carry = z.object({
  elements: z.record(z.string(), z.object({ carry: z.record(z.string(), z.unknown()), answer: z.unknown() })),
});

/**
 * What a task's frame says. Its document is untrusted: the portal checks the sender and this shape, and never more than
 * asks.
 */
export const fromFrameSchema = z.discriminatedUnion('type', [
  /** The empty frame waits for its document. */
  z.object({ type: z.literal('waiting') }),
  /** All elements are usable, the image is decoded. */
  z.object({ type: z.literal('ready') }),
  /** The worker does something. */
  z.object({ type: z.literal('active') }),
  /** The answer as it stands, soon after each change. */
  z.object({ type: z.literal('draft'), answer }),
  z.object({ type: z.literal('submit'), answer, carry }),
  /** A key that came after that: it is meant for the next task. */
  z.object({ type: z.literal('press'), stroke: z.object({ key: z.string(), shiftKey: z.boolean() }) }),
  /** The image did not come: the worker wants the task loaded again, or to decline it. */
  z.object({ type: z.literal('retry') }),
  z.object({ type: z.literal('decline') }),
  /** Something that the document wants from elsewhere, which no task may load. */
  z.object({ type: z.literal('blocked'), address: z.string().check(z.maxLength(200)) }),
]);
export type FromFrame = z.infer<typeof fromFrameSchema>;

/** What the portal says to a task's frame. */
export type ToFrame =
  /** The frame becomes this document. */
  | { type: 'show'; document: string }
  /** The task comes into sight. */
  | {
      type: 'activate';
      draft: Record<string, unknown> | undefined;
      before: FormCarry | undefined;
      proposals: Proposals | undefined;
    }
  /** Keys that were pressed while the task had no focus. */
  | { type: 'press'; keys: readonly KeyStroke[] }
  | { type: 'shortcuts' }
  | { type: 'submit' };
