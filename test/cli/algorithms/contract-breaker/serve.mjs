// Answers every image alike, but for what the file fault.txt beside it names.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const fault = readFileSync(new URL('./fault.txt', import.meta.url), 'utf8');
const has = (name) => fault === name;
const held = [];
const isImage = (body) => body.length > 8 && body.subarray(1, 4).toString() === 'PNG';

process.on('SIGTERM', () => {
  if (!has('serve-sigterm-ignored')) process.exit(0);
});

function answer(body) {
  if (!isImage(body)) {
    if (has('bad-image-kills')) process.exit(1);
    return has('bad-image-status') ? [415, 'no image'] : [200, '{"error":"no image"}'];
  }
  if (has('memory-grows')) held.push(Buffer.alloc(4 << 20, 1));
  if (has('answer-not-ok')) return [500, 'KeyError'];
  if (has('answer-not-json')) return [200, '<html>'];
  if (has('answer-shape')) return [200, '{"boxes":[]}'];
  const category_id = has('answer-class') ? 3 : 1;
  return [200, JSON.stringify([{ category_id, bbox: [1, 2, 30, 40], score: 0.9 }])];
}

if (has('serve-not-healthy')) throw new Error('the model cannot be read');
createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const [status, text] = request.url === '/ping' ? [200, ''] : answer(Buffer.concat(chunks));
  response.writeHead(status).end(text);
}).listen(has('port-fixed') ? 8080 : Number(process.env.SAGEMAKER_BIND_TO_PORT), '127.0.0.1');
