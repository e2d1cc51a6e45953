// cdk-nag (AwsSolutions) over a packaged template: `node nag.mjs TEMPLATE` prints the findings as JSON. It installs its
// two libraries into a folder of their own at first use; exit code 3 and a word where they cannot be had.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

const PACKAGES = ['aws-cdk-lib@2.276.0', 'cdk-nag@3.0.2', 'constructs@10.8.1'];
const LONGEST_INSTALL_MS = 120_000;
const NOT_TO_BE_HAD = 3;
const folder = resolve(import.meta.dirname, '../../node_modules/.cache/nag');
const done = join(folder, `${PACKAGES.join('+').replaceAll('@', '-')}.installed`);

if (!existsSync(done)) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"private":true}');
  const words = ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--save-exact', ...PACKAGES];
  const { status } = spawnSync('npm', words, { cwd: folder, stdio: 'ignore', timeout: LONGEST_INSTALL_MS });
  if (status !== 0) {
    process.stderr.write(`cdk-nag is skipped: npm cannot install ${PACKAGES.join(', ')}\n`);
    process.exit(NOT_TO_BE_HAD);
  }
  mkdirSync(done);
}
const require = createRequire(join(folder, 'package.json'));
const { App, Stack } = require('aws-cdk-lib');
const { CfnInclude } = require('aws-cdk-lib/cloudformation-include');
const { AwsSolutionsChecks } = require('cdk-nag');

const app = new App();
new CfnInclude(new Stack(app, 'Stack'), 'Template', { templateFile: process.argv[2], preserveLogicalIds: true });
const { violations = [] } = new AwsSolutionsChecks(app).validateScope(app);
const found = violations.flatMap(({ ruleName, violatingResources }) => {
  const [, rule, detail = ''] = /^AwsSolutions-(\w+)(?:\[(.*)\])?$/.exec(ruleName);
  return violatingResources.map((one) => ({
    rule,
    detail,
    resource: one.constructPath?.split('/').at(-1) ?? JSON.stringify(one),
  }));
});
process.stdout.write(JSON.stringify(found));
