import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { CloudFormationClient, DescribeStacksCommand, ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { awsVariables } from '../../../cli/aws-variables.ts';
import { readAccessLog } from '../../../local-cloud/access/access-log-file.ts';
import { isAllowed, readStatements } from '../../../local-cloud/access/policy.ts';
import { Laptop, root } from '../../workflow/laptop.ts';

/** An AWS account in which nothing stands, played by the laptop, and one stage in it by the command line alone. */
export class StageByCli {
  readonly laptop = new Laptop();
  readonly #stage: string;

  constructor(stage: string) {
    this.#stage = stage;
  }

  up = () => this.laptop.up('--empty');

  /** What a person's shell has who works with this account, and nothing of the machine's own. */
  get environment(): Record<string, string> {
    const home = join(this.laptop.dataDir, 'home');
    mkdirSync(home, { recursive: true });
    const { LABELLOOP_BUCKET, ...variables } = awsVariables(this.laptop.cloud);
    return { ...variables, PATH: process.env.PATH!, HOME: home };
  }

  /**
   * @param words of the command; the stage is added
   * @param whenSaid is told each line of progress, with a way to kill the command and all that it started
   */
  async labelloop(words: string[], whenSaid: (line: string, kill: () => void) => void = () => {}) {
    const command = [join(root, 'cli/labelloop.mjs'), ...words, '--stage', this.#stage];
    const flags = ['--disable-warning=ExperimentalWarning'];
    const child = spawn(process.execPath, [...flags, ...command], {
      env: this.environment,
      cwd: root,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const said: Record<'out' | 'notes', string[]> = { out: [], notes: [] };
    createInterface(child.stdout).on('line', (line) => said.out.push(line));
    createInterface(child.stderr).on('line', (line) => {
      said.notes.push(line);
      whenSaid(line, () => process.kill(-child.pid!, 'SIGKILL'));
    });
    const code = await new Promise<number | null>((done) => child.once('close', done));
    return { code, out: said.out.join('\n'), notes: said.notes.join('\n') };
  }

  /** One that succeeds, and its result. @throws with all that it said */
  async json(...words: string[]) {
    const { code, out, notes } = await this.labelloop([...words, '--json']);
    if (code !== 0) throw new Error(`labelloop ${words.join(' ')} ended with ${code}\n${notes}\n${out}`);
    return JSON.parse(out);
  }

  #client(): CloudFormationClient {
    const { endpoint, region, credentials } = this.laptop.cloud;
    return new CloudFormationClient({ endpoint, region, credentials });
  }

  /** Status, outputs and what is in it, by logical id; undefined when no stack stands. */
  async stack() {
    const client = this.#client();
    const StackName = `labelloop-${this.#stage}`;
    try {
      const { Stacks } = await client.send(new DescribeStacksCommand({ StackName }));
      const { StackResourceSummaries = [] } = await client.send(new ListStackResourcesCommand({ StackName }));
      const { StackStatus, Outputs = [], LastUpdatedTime } = Stacks![0]!;
      return {
        status: StackStatus!,
        updated: LastUpdatedTime?.getTime(),
        outputs: Object.fromEntries(Outputs.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue])),
        resources: Object.fromEntries(
          StackResourceSummaries.map((one) => [
            one.LogicalResourceId!,
            `${one.ResourceType} ${one.PhysicalResourceId}`,
          ]).sort(),
        ),
      };
    } catch (error) {
      if ((error as Error).message.includes('does not exist')) return undefined;
      throw error;
    } finally {
      client.destroy();
    }
  }

  /** Calls of the person that docs/aws-deployer-policy.json does not allow. */
  denied(): string[] {
    const policy = JSON.parse(readFileSync(join(root, 'docs/aws-deployer-policy.json'), 'utf8'));
    const statements = readStatements(policy);
    const calls = readAccessLog(join(this.laptop.dataDir, 'access.jsonl')).filter(
      ({ principal }) => principal === 'user',
    );
    const refused = calls.filter((access) => !isAllowed(statements, access));
    return [...new Set(refused.map(({ action, resource }) => `${action} ${resource}`))];
  }
}
