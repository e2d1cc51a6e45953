// JSONata for the rehearsal's interpreter: reads an expression as a line of JSON, answers with its value as a line of
// JSON.
import { createInterface } from 'node:readline';
import jsonata from 'jsonata';

for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    answer = { value: await jsonata(JSON.parse(line)).evaluate(null) };
  } catch (error) {
    answer = { error: error.message };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
