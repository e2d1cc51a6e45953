import { join } from 'node:path';
import { LogFile } from '../disk/log-file.ts';

/** A function's log in the shape of its CloudWatch log group: what it prints, between START, END and REPORT lines. */
export interface FunctionLog {
  write(chunk: Uint8Array): void;
  start(requestId: string): void;
  end(requestId: string, milliseconds: number): void;
  close(): Promise<void>;
}

/** Appends to `<folder>/<name>.log`. */
export function openFunctionLog(folder: string, name: string): FunctionLog {
  const log = new LogFile(join(folder, `${name}.log`));
  return {
    write: (chunk) => log.write(chunk),
    start: (requestId) => log.write(`START RequestId: ${requestId} Version: $LATEST\n`),
    end: (requestId, milliseconds) =>
      log.write(
        `END RequestId: ${requestId}\nREPORT RequestId: ${requestId}\tDuration: ${milliseconds.toFixed(2)} ms\n`,
      ),
    close: () => log.close(),
  };
}
