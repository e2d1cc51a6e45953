// Answers as the training's `behaviour` says; `right` finds nothing, which is an answer.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const behaviour = readFileSync(`${process.env.ML_ROOT}/model/behaviour`, 'utf8');
console.log(`serves: ${behaviour}`);
if (behaviour === 'serve-dies') {
  console.log('ImportError: no module named onnxruntime');
  process.exit(1);
}
const held = [];
const box = { category_id: 1, bbox: [1, 2, 8, 8], score: 0.9 };
const ANSWERS = {
  right: [box],
  'fails-live': [box],
  'wrong-shape': { boxes: [[1, 2, 3, 4]] },
  'no-json': 'twelve boxes',
  'unknown-label': [{ ...box, category_id: 9 }],
};
createServer((request, response) => {
  request.resume().on('end', () => {
    if (request.url === '/ping') response.end();
    // A fault that no transform job shows.
    else if (behaviour === 'fails-live' && process.env.SAGEMAKER_BATCH !== 'true')
      response.writeHead(500).end('no GPU');
    else if (behaviour === 'serve-hoards') setInterval(() => held.push(Buffer.alloc(32 << 20, 1)), 5);
    else response.end(JSON.stringify(ANSWERS[behaviour]));
  });
}).listen(Number(process.env.SAGEMAKER_BIND_TO_PORT));
