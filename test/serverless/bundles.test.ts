import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type BuiltFunction, buildFunctions, bundle } from '../../build.mjs';
import { realClock } from '../../local-cloud/clock.ts';
import { type Lambda, openLambda } from '../../local-cloud/lambda/lambda.ts';
import { readLaptopTemplate } from '../../local-cloud/template/laptop-template.ts';
import { openKeys } from '../../local-cloud/wire/keys.ts';
import * as errors from '../../shared/errors.ts';
import { root } from './packaged-template.ts';

/** gzip; DESIGN section 8. */
const LARGEST_KB = 150;
let built: BuiltFunction[];
let lambda: Lambda | undefined;
beforeAll(async () => {
  built = await buildFunctions();
}, 60_000);

afterEach(() => lambda?.stop());

describe('the bundles', () => {
  it(`are at most ${LARGEST_KB} KB gzip`, () => {
    const large = built
      .filter(({ codeGzipBytes }) => codeGzipBytes > LARGEST_KB * 1024)
      .map(({ name, codeGzipBytes }) => `${name}: ${(codeGzipBytes / 1024).toFixed(1)} KB`);
    expect(large).toEqual([]);
  });

  it('are the same bytes each time', async () => {
    const [first, second] = [await bundle('functions/claim-training.ts'), await bundle('functions/claim-training.ts')];
    expect(Buffer.compare(first.code, second.code)).toBe(0);
  }, 60_000);

  it('keep the names of our errors', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'labelloop-bundle-'));
    const file = join(folder, 'errors.mjs');
    await writeFile(file, (await bundle('shared/errors.ts')).code);
    const bundled: Record<string, new () => Error> = await import(pathToFileURL(file).href);
    expect(Object.keys(bundled).sort()).toEqual(Object.keys(errors).sort());
    for (const [name, BundledError] of Object.entries(bundled)) expect(new BundledError().name).toBe(name);
  });

  it('all load, and refuse a wrong event by the name that the state machine knows', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'labelloop-bundles-'));
    const { functions } = readLaptopTemplate(root);
    lambda = await openLambda({
      functions,
      keys: openKeys(dataDir),
      clock: realClock,
      accessLog: { record() {} },
      endpoint: () => 'http://127.0.0.1:1',
      dataDir,
    });
    const answers = await Promise.all(
      functions.map(
        async ({ name }) => [name, await lambda!.invoke(name, { wrong: true }, 'RequestResponse')] as const,
      ),
    );
    for (const [name, { functionError }] of answers)
      expect({ name, errorType: functionError?.errorType }).toEqual({ name, errorType: 'InvalidDocumentError' });
  }, 60_000);
});
