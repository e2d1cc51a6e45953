import { partitionOf } from '../../shared/domain/project/partition.ts';
import type { CreateFlowDefinitionRequest } from '../contracts/human-loop-requests.ts';
import type { EnginePorts } from '../engine-ports.ts';
import type { CommitOptions } from '../storage/committed-document.ts';
import { NamedDocuments } from '../storage/named-documents.ts';

interface Named {
  version: 1;
  writerId: string;
  deleted: boolean;
  createdAt: number;
}

/** `flow-definitions/<name>.json`; AWS spelling inside. */
export interface StoredFlowDefinition extends Named {
  request: CreateFlowDefinitionRequest;
}

/** `human-task-uis/<name>.json`: a worker template. */
export interface StoredHumanTaskUi extends Named {
  name: string;
  template: string;
}

/** Flow definitions and worker templates of Augmented AI. */
export class FlowStore {
  readonly flows: NamedDocuments<StoredFlowDefinition>;
  readonly uis: NamedDocuments<StoredHumanTaskUi>;
  #account: EnginePorts['account'];

  constructor(ports: EnginePorts, commit: CommitOptions) {
    this.flows = new NamedDocuments(ports, commit, 'flow-definitions/');
    this.uis = new NamedDocuments(ports, commit, 'human-task-uis/');
    this.#account = ports.account;
  }

  arnOf(kind: 'flow-definition' | 'human-task-ui' | 'human-loop', name: string): string {
    const { region, accountId } = this.#account;
    return `arn:${partitionOf(region).name}:sagemaker:${region}:${accountId}:${kind}/${name}`;
  }

  /** Undefined for another account's or an unknown one. */
  async findFlow(arn: string): Promise<StoredFlowDefinition | undefined> {
    const name = arn.split('/').at(-1)!;
    return arn === this.arnOf('flow-definition', name) ? this.flows.find(name) : undefined;
  }

  /** Undefined for another account's or an unknown one. */
  async findUi(arn: string): Promise<StoredHumanTaskUi | undefined> {
    const name = arn.split('/').at(-1)!;
    return arn === this.arnOf('human-task-ui', name) ? this.uis.find(name) : undefined;
  }
}
