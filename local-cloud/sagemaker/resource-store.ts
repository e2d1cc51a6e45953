import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type {
  DeploymentConfig,
  DescribeEndpointConfigOutput,
  DescribeEndpointOutput,
  DescribeModelOutput,
  DescribeModelPackageGroupOutput,
  DescribeModelPackageOutput,
  DescribeProcessingJobResponse,
  DescribeTrainingJobResponse,
  DescribeTransformJobResponse,
  ProductionVariantStatus,
  Tag,
} from '@aws-sdk/client-sagemaker';
import type { ResourceKind } from './arn.ts';

/** What is kept of each resource: the answer to its Describe. */
export interface Resources {
  'training-job': DescribeTrainingJobResponse;
  model: DescribeModelOutput;
  'model-package-group': DescribeModelPackageGroupOutput;
  /** `clientToken`: the same request again is the same package. */
  'model-package': DescribeModelPackageOutput & { clientToken?: string };
  'processing-job': DescribeProcessingJobResponse;
  'transform-job': DescribeTransformJobResponse;
  'endpoint-config': DescribeEndpointConfigOutput;
  /**
   * `targetConfigName`: where a creation or update that has not ended is going, `deployment` how, and `variantStatus`
   * how far it is.
   */
  endpoint: DescribeEndpointOutput & {
    targetConfigName?: string | undefined;
    deployment?: DeploymentConfig | undefined;
    variantStatus?: ProductionVariantStatus | undefined;
  };
}

/** JSON that keeps times apart from strings that look like times: `{"$time": ms}`. */
function toText(document: object): string {
  return JSON.stringify(document, function (this: Record<string, unknown>, key, value: unknown) {
    const original = this[key];
    return original instanceof Date ? { $time: original.getTime() } : value;
  });
}

const fromText = (text: string) =>
  JSON.parse(text, (_, value) => (typeof value?.$time === 'number' ? new Date(value.$time) : value));

/** SageMaker's resources in one SQLite file; every write is durable when it returns. */
export class ResourceStore {
  readonly #database: DatabaseSync;

  constructor(dataDir: string) {
    const folder = join(dataDir, 'sagemaker');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#database = new DatabaseSync(join(folder, 'resources.sqlite'));
    this.#database.exec(`
      PRAGMA journal_mode = WAL;
      CREATE TABLE IF NOT EXISTS resources (
        kind TEXT, name TEXT, document TEXT NOT NULL, PRIMARY KEY (kind, name)
      ) STRICT;
      CREATE TABLE IF NOT EXISTS tags (
        arn TEXT, key TEXT, value TEXT NOT NULL, PRIMARY KEY (arn, key)
      ) STRICT;
    `);
  }

  find<Kind extends ResourceKind>(kind: Kind, name: string): Resources[Kind] | undefined {
    const row = this.#database.prepare('SELECT document FROM resources WHERE kind = ? AND name = ?').get(kind, name);
    return row && fromText(String(row.document));
  }

  put<Kind extends ResourceKind>(kind: Kind, name: string, document: Resources[Kind]): void {
    this.#database
      .prepare('INSERT OR REPLACE INTO resources (kind, name, document) VALUES (?, ?, ?)')
      .run(kind, name, toText(document));
  }

  /** Returns whether it was there. */
  remove(kind: ResourceKind, name: string): boolean {
    return this.#database.prepare('DELETE FROM resources WHERE kind = ? AND name = ?').run(kind, name).changes > 0;
  }

  all<Kind extends ResourceKind>(kind: Kind): Resources[Kind][] {
    const rows = this.#database.prepare('SELECT document FROM resources WHERE kind = ? ORDER BY rowid').all(kind);
    return rows.map((row) => fromText(String(row.document)));
  }

  tag(arn: string, tags: readonly Tag[]): void {
    const insert = this.#database.prepare('INSERT OR REPLACE INTO tags (arn, key, value) VALUES (?, ?, ?)');
    for (const { Key, Value } of tags) insert.run(arn, Key!, Value!);
  }

  tagsOf(arn: string): Tag[] {
    const rows = this.#database.prepare('SELECT key, value FROM tags WHERE arn = ? ORDER BY rowid').all(arn);
    return rows.map((row) => ({ Key: String(row.key), Value: String(row.value) }));
  }

  close(): void {
    this.#database.close();
  }
}
