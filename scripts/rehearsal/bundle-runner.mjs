// One Lambda function for the rehearsal: reads a line of JSON per invocation, answers on file descriptor 3 with a line
// of JSON.
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const [file, functionName, invokedFunctionArn] = process.argv.slice(2);

/** A pipe takes no more than it has room for. */
function answer(result) {
  const bytes = Buffer.from(`${JSON.stringify(result)}\n`);
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(3, bytes, at);
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
    }
  }
}

const { handler } = await import(pathToFileURL(file).href);
let count = 0;
for await (const line of createInterface({ input: process.stdin })) {
  const context = {
    awsRequestId: String(++count),
    functionName,
    invokedFunctionArn,
    getRemainingTimeInMillis: () => 60_000,
  };
  try {
    answer({ payload: (await handler(JSON.parse(line), context)) ?? null });
  } catch (error) {
    answer({ error: { errorType: error.name, errorMessage: error.message, trace: [] } });
  }
}
