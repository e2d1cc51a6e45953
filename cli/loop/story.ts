import { printable } from '../printable.ts';

/** Where a story is told: a terminal that can rewrite its last line, or a pipe that cannot. */
export interface Stage {
  /**
   * What is going on now. On a terminal it replaces the line; on a pipe it is told when nothing else was for a while.
   */
  progress(text: string): void;
  /** Ends the stage with its result. */
  done(text: string): void;
}

export interface StoryOptions {
  write(text: string): void;
  /** Milliseconds, steadily growing. */
  now(): number;
  /** The last line may be rewritten with escape codes. */
  interactive: boolean;
  /** Width of the terminal, which may change. */
  columns?(): number;
  /** Milliseconds of silence that a pipe bears before the current progress is told. */
  heartbeatMs?: number;
}

const TIME_WIDTH = 6;
const STAGE_WIDTH = 10;
const ERASE_LINE = '\r\x1b[2K';
const DIM = '\x1b[2m';
const BOLD = '\x1b[1m';
const RESET = '\x1b[0m';
const SPINNER = ['⠋', '⠙', '⠸', '⠴', '⠦', '⠇'];

/**
 * A run told in stages: one line each with the time since the start. Without a terminal: no escape codes, no carriage
 * returns.
 */
export class Story {
  readonly #options: StoryOptions;
  readonly #start: number;
  #lastOutput: number;
  #current: { name: string; text: string; told: string } | undefined;
  #turns = 0;

  constructor(options: StoryOptions) {
    this.#options = options;
    this.#start = options.now();
    this.#lastOutput = this.#start;
  }

  /** Begins a stage; an earlier one that is still open is left as it stands. */
  stage(name: string, text = ''): Stage {
    const stage = { name, text, told: '' };
    this.#current = stage;
    this.tick();
    return {
      progress: (progress) => {
        stage.text = printable(progress);
        this.tick();
      },
      done: (result) => {
        if (this.#current === stage) this.#current = undefined;
        this.#line(this.#stageLine(name, printable(result)));
      },
    };
  }

  /** A line that belongs to no stage, indented under the last one. */
  note(text: string): void {
    this.#line(`${' '.repeat(TIME_WIDTH + STAGE_WIDTH)}${printable(text)}`);
  }

  /** A line as it is. */
  plain(text: string): void {
    this.#line(text);
  }

  /** To be called about twice a second: turns the spinner, or breaks a pipe's silence. */
  tick(): void {
    const stage = this.#current;
    if (!stage) return;
    const { interactive, write, now, columns, heartbeatMs = 8000 } = this.#options;
    if (interactive) {
      const spinner = SPINNER[this.#turns++ % SPINNER.length]!;
      const room = (columns?.() ?? 80) - TIME_WIDTH - STAGE_WIDTH - 3;
      write(`${ERASE_LINE}${this.#stageLine(stage.name, `${stage.text.slice(0, room)} ${spinner}`)}`);
      return;
    }
    if (now() - this.#lastOutput < heartbeatMs || !stage.text) return;
    this.#line(this.#stageLine(stage.name, stage.text === stage.told ? `${stage.text} (still)` : stage.text));
    stage.told = stage.text;
  }

  #stageLine(name: string, text: string): string {
    const { interactive, now } = this.#options;
    const seconds = Math.floor((now() - this.#start) / 1000);
    const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`.padEnd(TIME_WIDTH);
    const label = name.padEnd(STAGE_WIDTH);
    return interactive ? `${DIM}${time}${RESET}${BOLD}${label}${RESET}${text}` : `${time}${label}${text}`;
  }

  #line(text: string): void {
    const { interactive, write, now } = this.#options;
    write(`${interactive ? ERASE_LINE : ''}${text}\n`);
    this.#lastOutput = now();
  }
}

/**
 * Whether this process may rewrite lines and use colour on standard output (https://no-color.org, CI, dumb terminals).
 */
export const mayUseEscapes = (stream: { isTTY?: boolean }, environment: NodeJS.ProcessEnv): boolean =>
  stream.isTTY === true && !environment.NO_COLOR && !environment.CI && environment.TERM !== 'dumb';

/** `▓▓▓▓░░░░ 50 %` */
export function progressBar(share: number, width = 10): string {
  const filled = Math.round(Math.max(0, Math.min(1, share)) * width);
  return `${'▓'.repeat(filled)}${'░'.repeat(width - filled)} ${Math.round(share * 100)} %`;
}
