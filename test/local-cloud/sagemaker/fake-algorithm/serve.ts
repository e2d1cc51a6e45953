import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

const { label } = JSON.parse(readFileSync(join(process.env.ML_ROOT!, 'model/model.json'), 'utf8'));
if (label === 'broken') process.exit(1);

/** Detects nothing; says whose model it is, who serves it and what it got. */
createServer(async (request, response) => {
  if (request.url === '/ping') return response.end();
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const body = Buffer.concat(chunks).toString('utf8');
  if (body === 'crash') process.exit(1);
  if (body === 'silent') return;
  response.writeHead(body === 'refuse' ? 415 : label === 'ill' && body !== 'well' ? 500 : 200, {
    'content-type': 'application/json',
  });
  response.end(
    JSON.stringify({
      annotations: [],
      label,
      pid: process.pid,
      bytes: body.length,
      type: request.headers['content-type'],
    }),
  );
}).listen(Number(process.env.SAGEMAKER_BIND_TO_PORT), process.env.ML_BIND_ADDRESS);
