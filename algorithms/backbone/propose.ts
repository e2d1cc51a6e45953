import { createInterface } from 'node:readline';
import { InvalidDocumentError } from '../../shared/errors.ts';
import { loadPretrained } from './pretrained.ts';
import { openProposer } from './proposer.ts';

/**
 * Reads paths of images from standard input, a JSON string a line, because a file's name may have line breaks. Answers
 * each by a line: proposals and embedding as JSON, or null for an image that cannot be read. Arguments are the
 * project's labels.
 */
const proposer = await openProposer(await loadPretrained(process.env), 1, process.argv.slice(2));
for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  try {
    console.log(JSON.stringify(await proposer.propose(JSON.parse(line))));
  } catch (error) {
    if (!(error instanceof InvalidDocumentError)) throw error;
    console.log('null');
  }
}
await proposer.close();
