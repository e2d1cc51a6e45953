import { partitionOf } from '../../shared/domain/project/partition.ts';
import type { EnginePorts } from '../engine-ports.ts';
import type { CommitOptions } from '../storage/committed-document.ts';
import { NamedDocuments } from '../storage/named-documents.ts';

/**
 * `workteams/<name, lower case>.json`; AWS spelling inside. Deleted ones stay as tombstones: the storage deletes
 * nothing.
 */
export interface StoredWorkteam {
  version: 1;
  writerId: string;
  deleted: boolean;
  createdAt: number;
  modifiedAt: number;
  request: {
    WorkteamName: string;
    WorkforceName?: string | undefined;
    Description: string;
    MemberDefinitions: unknown[];
    NotificationConfiguration?: Record<string, unknown> | undefined;
    WorkerAccessConfiguration?: Record<string, unknown> | undefined;
  };
}

/** `workforces/<name, lower case>.json`. */
export interface StoredWorkforce {
  version: 1;
  writerId: string;
  deleted: boolean;
  createdAt: number;
  modifiedAt: number;
  request: { WorkforceName: string } & Record<string, unknown>;
}

/** Work teams and the workforce behind them. */
export class WorkteamStore {
  readonly teams: NamedDocuments<StoredWorkteam>;
  readonly workforces: NamedDocuments<StoredWorkforce>;
  /** Host of the page where a team's workers sign in; undefined where that is not known here. */
  readonly portalHost: () => string | undefined;
  #account: EnginePorts['account'];

  constructor(ports: EnginePorts, commit: CommitOptions) {
    this.portalHost = () => ports.portalHost?.();
    this.teams = new NamedDocuments(ports, commit, 'workteams/');
    this.workforces = new NamedDocuments(ports, commit, 'workforces/');
    this.#account = ports.account;
  }

  arnOf(name: string): string {
    return `${this.#arnPrefix}:workteam/private-crowd/${name}`;
  }

  workforceArnOf(name: string): string {
    return `${this.#arnPrefix}:workforce/${name}`;
  }

  get #arnPrefix(): string {
    const { region, accountId } = this.#account;
    return `arn:${partitionOf(region).name}:sagemaker:${region}:${accountId}`;
  }

  /** The private team of an ARN; undefined for another account's, public, vendor or unknown ones. */
  async findByArn(arn: string): Promise<StoredWorkteam | undefined> {
    const name = arn.split('/').at(-1)!;
    return arn === this.arnOf(name) ? this.teams.find(name) : undefined;
  }
}
