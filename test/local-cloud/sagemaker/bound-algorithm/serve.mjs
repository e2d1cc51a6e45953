import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const weights = readFileSync(`${process.env.ML_ROOT}/model/weights`, 'utf8');
createServer((request, response) => {
  request.resume().on('end', () => response.end(request.url === '/ping' ? '' : JSON.stringify({ weights })));
}).listen(Number(process.env.SAGEMAKER_BIND_TO_PORT));
