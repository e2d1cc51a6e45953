import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { findPython, virtualEnvironment } from '../../cli/algorithms/virtual-environment.ts';
import { pythonOf } from '../../local-cloud/sagemaker/container/program.ts';
import { Laptop, root } from '../workflow/laptop.ts';

/** The first run of each downloads the package. */
jest.setTimeout(900_000);

const hasPython = spawnSync('python3', ['--version']).status === 0;
if (!hasPython) console.warn("python3 is not there: the SDK's scripts are skipped");
const samples = mkdtempSync(join(tmpdir(), 'labelloop-squares-'));
const examples = join(root, 'examples');
const laptop = new Laptop();
let variables: Record<string, string>;

beforeAll(async () => {
  if (!hasPython) return;
  spawnSync('python3', [join(examples, 'custom-algorithm/samples.py'), samples]);
  await laptop.up();
  await laptop.labelloop('algorithms', 'add', 'colours', '--dir', join(examples, 'custom-algorithm'));
  variables = JSON.parse((await laptop.labelloop('env', '--json')).out);
}, 900_000);
afterAll(async () => {
  await laptop.discard();
  rmSync(samples, { recursive: true });
});

(hasPython ? it : it.skip).each(['boto3_script', 'sdk_v2', 'sdk_v3'])(
  'examples/sagemaker-sdk/%s.py ends with a prediction, and shows the log of its training',
  async (name) => {
    const folder = join(examples, 'sagemaker-sdk');
    const never = new AbortController().signal;
    const requirements = join(folder, 'requirements', `${name}.txt`);
    const environment = await virtualEnvironment(requirements, await findPython(), () => {}, never);
    const script = spawn(pythonOf(environment), [join(folder, `${name}.py`), 'labelloop/colours:1', samples], {
      env: { PATH: process.env.PATH, HOME: samples, ...variables },
    });
    let said = '';
    for (const stream of [script.stdout, script.stderr]) stream.on('data', (text) => (said += text));
    const [code] = await once(script, 'close');
    expect({ code, said }).toMatchObject({ code: 0 });
    expect(said).toMatch(/learned from \d+ boxes/);
    expect(said).toMatch(/prediction .*category_id/);
  },
);
