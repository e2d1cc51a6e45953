/** To a rendering thread: one template at a time. */
export type ToThread =
  | { type: 'check'; template: string }
  | { type: 'render'; template: string; input: Record<string, unknown>; signed: ReadonlyMap<string, string> }
  | { type: 'signed'; uri: string; url: string | undefined };

/**
 * What the thread says. `ready` comes once, first; `sign` asks, and its answer is `signed`; the others end what was
 * asked for.
 */
export type FromThread =
  | { type: 'ready' }
  | { type: 'sign'; uri: string }
  | { type: 'done'; html: string }
  | { type: 'failed'; message: string };
