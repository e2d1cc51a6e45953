import { Worker } from 'node:worker_threads';
import type { FromThread, ToThread } from './render-messages.ts';
import { type RenderedTemplate, type Sign, TemplateError, type TemplateRenderer } from './template-renderer.ts';

export interface RenderLimits {
  /** How long a thread may work on one template, without the time in which URLs are signed. */
  milliseconds: number;
  /** How large a thread's heap may be. */
  megabytes: number;
  /** How long the HTML of one page may be. */
  characters: number;
  /** Different objects that one page may ask URLs for. */
  urls: number;
}

const LIMITS: RenderLimits = { milliseconds: 3_000, megabytes: 128, characters: 8_000_000, urls: 1_000 };
/** A template that uses up its time holds up at most every other page. */
const THREADS = 2;

interface Request {
  message: ToThread;
  sign: Sign;
  resolve(html: string): void;
  reject(error: Error): void;
}

/** Renders templates in threads of their own, which are ended where a template goes past its limits. */
export class TemplateWorkers implements TemplateRenderer {
  readonly #program: URL;
  readonly #limits: RenderLimits;
  readonly #idle: Worker[] = [];
  /** Threads that have loaded their program: their time counts. */
  readonly #ready = new WeakSet<Worker>();
  readonly #waiting: Request[] = [];
  #busy = 0;

  /** @param program `render-thread` as it is where this runs: the source, or the file beside the bundle */
  constructor(program: URL, limits: RenderLimits = LIMITS) {
    this.#program = program;
    this.#limits = limits;
  }

  async check(template: string): Promise<void> {
    await this.#ask({ type: 'check', template }, async () => undefined);
  }

  async render(
    template: string,
    input: Record<string, unknown>,
    sign: Sign,
    signed: ReadonlyMap<string, string> = new Map(),
  ): Promise<RenderedTemplate> {
    const refused = new Set<string>();
    const html = await this.#ask({ type: 'render', template, input, signed }, async (uri) => {
      const url = await sign(uri);
      if (url === undefined) refused.add(uri);
      return url;
    });
    return { html, refused: [...refused] };
  }

  #ask(message: ToThread, sign: Sign): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ message, sign, resolve, reject });
      this.#serveNext();
    });
  }

  #serveNext(): void {
    if (this.#busy >= THREADS) return;
    const request = this.#waiting.shift();
    if (!request) return;
    this.#busy++;
    const thread = this.#idle.pop() ?? this.#start();
    void this.#serve(thread, request).then((isReusable) => {
      this.#busy--;
      if (isReusable) {
        thread.unref();
        this.#idle.push(thread);
      } else void thread.terminate();
      this.#serveNext();
    });
  }

  #start(): Worker {
    const { megabytes } = this.#limits;
    const thread = new Worker(this.#program, {
      env: {},
      stdin: false,
      resourceLimits: { maxOldGenerationSizeMb: megabytes, maxYoungGenerationSizeMb: 16, stackSizeMb: 4 },
    });
    // What a thread says that is idle or being ended is nobody's concern.
    return thread.on('error', () => {});
  }

  /** @returns whether the thread may go on */
  #serve(thread: Worker, { message, sign, resolve, reject }: Request): Promise<boolean> {
    const limits = this.#limits;
    return new Promise((settle) => {
      let left = limits.milliseconds;
      let urls = 0;
      let unsigned = 0;
      let timer: NodeJS.Timeout | undefined;
      let startedAt = 0;
      const end = (isReusable: boolean, outcome: () => void) => {
        clearTimeout(timer);
        thread.off('message', onMessage).off('error', onError).off('exit', onExit);
        settle(isReusable);
        outcome();
      };
      const fail = (text: string, cause?: unknown) => end(false, () => reject(new TemplateError(text, { cause })));
      const run = () => {
        startedAt = performance.now();
        timer = setTimeout(() => fail(`the template needs more than ${limits.milliseconds / 1000} s`), left);
      };
      const pause = () => {
        clearTimeout(timer);
        left -= performance.now() - startedAt;
      };
      const answer = async (uri: string) => {
        if (++urls > limits.urls) return fail(`the template asks for more than ${limits.urls} objects`);
        if (unsigned++ === 0) pause();
        try {
          const url = await sign(uri);
          thread.postMessage({ type: 'signed', uri, url } satisfies ToThread);
        } catch (error) {
          return end(false, () => reject(error as Error));
        }
        if (--unsigned === 0) run();
      };
      const onMessage = (said: FromThread) => {
        if (said.type === 'ready') {
          this.#ready.add(thread);
          run();
        } else if (said.type === 'sign') void answer(said.uri);
        else if (said.type === 'failed') end(true, () => reject(new TemplateError(said.message)));
        else if (said.html.length > limits.characters)
          end(true, () => reject(new TemplateError(`the page has more than ${limits.characters} characters`)));
        else end(true, () => resolve(said.html));
      };
      const onError = (error: NodeJS.ErrnoException) =>
        error.code === 'ERR_WORKER_OUT_OF_MEMORY'
          ? fail(`the template needs more than ${limits.megabytes} MB of memory`, error)
          : fail(`the template cannot be rendered: ${error.message}`, error);
      const onExit = () => fail('the template ended its rendering thread');
      thread.on('message', onMessage).on('error', onError).on('exit', onExit);
      thread.ref();
      if (this.#ready.has(thread)) run();
      thread.postMessage(message);
    });
  }
}
