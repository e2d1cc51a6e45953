// Writes test/serverless/handler-permissions.json: what CloudFormation does with each type of resource of our template,
// by AWS's own resource schemas. node scripts/extract-handler-permissions.mjs FOLDER, where FOLDER has the schemas as
// https://schema.cloudformation.us-east-1.amazonaws.com/CloudformationSchema.zip has them (aws-s3-bucket.json, …).
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const [folder] = process.argv.slice(2);
const target = join(root, 'test/serverless/handler-permissions.json');
const types = Object.keys(JSON.parse(await readFile(target, 'utf8')));

const permissions = {};
for (const type of types) {
  const { handlers = {} } = JSON.parse(
    await readFile(join(folder, `${type.toLowerCase().replaceAll('::', '-')}.json`), 'utf8'),
  );
  const named = ['create', 'read', 'update', 'delete'].flatMap((handler) => handlers[handler]?.permissions ?? []);
  permissions[type] = [...new Set(named)].sort();
}
await writeFile(target, `${JSON.stringify(permissions, null, 2)}\n`);
