import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** A function's log in the shape of its CloudWatch log group: what it prints, between START, END and REPORT lines. */
export interface FunctionLog {
  write(chunk: Uint8Array): void;
  start(requestId: string): void;
  end(requestId: string, milliseconds: number): void;
  close(): Promise<void>;
}

/** Appends to `<folder>/<name>.log`. */
export function openFunctionLog(folder: string, name: string): FunctionLog {
  mkdirSync(folder, { recursive: true });
  const stream = createWriteStream(join(folder, `${name}.log`), { flags: 'a' });
  return {
    write: (chunk) => void stream.write(chunk),
    start: (requestId) => void stream.write(`START RequestId: ${requestId} Version: $LATEST\n`),
    end: (requestId, milliseconds) =>
      void stream.write(
        `END RequestId: ${requestId}\nREPORT RequestId: ${requestId}\tDuration: ${milliseconds.toFixed(2)} ms\n`,
      ),
    close: () => new Promise((closed) => stream.end(closed)),
  };
}
