import type { CommandContext } from './command.ts';
import { printable } from './printable.ts';

/** Without a terminal, a line as often as this. */
const LINE_MS = 1000;

/**
 * How far long work has come: on a terminal one line that is written again and again, elsewhere a line now and then.
 */
export class ProgressLine {
  private readonly context: Pick<CommandContext, 'interactive' | 'note'>;
  private told = 0;
  private isShown = false;

  constructor(context: Pick<CommandContext, 'interactive' | 'note'>) {
    this.context = context;
  }

  tell(text: string): void {
    if (this.context.interactive) {
      const room = (process.stderr.columns ?? 80) - 1;
      process.stderr.write(`\r\x1b[K${printable(text).slice(0, room)}`);
      this.isShown = true;
    } else if (performance.now() - this.told >= LINE_MS || this.told === 0) {
      this.told = performance.now();
      this.context.note(text);
    }
  }

  /** Takes the line away: what comes now stands alone. */
  clear(): void {
    if (this.isShown) process.stderr.write('\r\x1b[K');
    this.isShown = false;
  }
}
