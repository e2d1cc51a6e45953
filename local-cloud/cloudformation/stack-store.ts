import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AwsError } from '../wire/aws-error.ts';
import type { StackDocument } from './stack-document.ts';

/** Every stack of the laptop in a file of its own; a deleted one stays, as on AWS, and is found by its id alone. */
export class StackStore {
  readonly #folder: string;
  readonly #stacks = new Map<string, StackDocument>();

  /** @param folder is made where it is missing */
  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
      const stack = JSON.parse(readFileSync(join(folder, file), 'utf8')) as StackDocument;
      this.#stacks.set(stack.id, stack);
    }
  }

  all(): StackDocument[] {
    return [...this.#stacks.values()];
  }

  /** @param nameOrId a name finds no deleted stack */
  find(nameOrId: string): StackDocument | undefined {
    const byId = this.#stacks.get(nameOrId);
    return byId ?? this.all().find(({ name, status }) => name === nameOrId && status !== 'DELETE_COMPLETE');
  }

  /** @throws AwsError in CloudFormation's words */
  require(nameOrId: string | undefined): StackDocument {
    const found = this.find(nameOrId ?? '');
    if (found) return found;
    throw new AwsError('ValidationError', `Stack with id ${nameOrId} does not exist`);
  }

  /** The file is the old one or the new one, whole, whenever the process ends. */
  save(stack: StackDocument): void {
    this.#stacks.set(stack.id, stack);
    const path = join(this.#folder, `${stack.id.split('/').slice(-2).join('.')}.json`);
    writeFileSync(`${path}.new`, JSON.stringify(stack), { mode: 0o600 });
    renameSync(`${path}.new`, path);
  }
}
