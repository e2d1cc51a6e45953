import type { Structure } from '../template/cloudformation-yaml.ts';

/** One resource of a stack as it stands. Times in milliseconds since 1970. */
export interface DeployedResource {
  type: string;
  physicalId: string;
  /** Every reference resolved. */
  properties: Structure;
  /** `DELETE` unless the template says otherwise. */
  deletionPolicy: string;
  status: string;
  reason?: string;
  at: number;
}

export interface StackEvent {
  id: string;
  logicalId: string;
  physicalId: string;
  type: string;
  status: string;
  reason?: string;
  at: number;
}

export interface Change {
  action: 'Add' | 'Modify' | 'Remove';
  logicalId: string;
  type: string;
}

export interface ChangeSet {
  id: string;
  name: string;
  kind: 'CREATE' | 'UPDATE' | 'IMPORT';
  status: 'CREATE_COMPLETE' | 'FAILED';
  reason?: string;
  /** The template's text. */
  template: string;
  changes: Change[];
  at: number;
}

/** What is being done to the stack: a restart goes on with it. */
export interface Operation {
  kind: 'CREATE' | 'UPDATE' | 'IMPORT' | 'DELETE';
  /** Where the operation leads; nothing when it deletes. */
  template: string;
  /** What stood before an update: where a failed one goes back to. */
  before: Record<string, DeployedResource>;
  failed?: boolean;
}

export interface StackDocument {
  version: 1;
  id: string;
  name: string;
  status: string;
  reason?: string;
  createdAt: number;
  updatedAt?: number;
  tags: Array<{ Key: string; Value: string }>;
  /** The text of what stands; empty while only a change set exists. */
  template: string;
  resources: Record<string, DeployedResource>;
  outputs: Array<{ key: string; value: string; description?: string }>;
  /** Oldest first. */
  events: StackEvent[];
  changeSets: ChangeSet[];
  operation?: Operation;
}
