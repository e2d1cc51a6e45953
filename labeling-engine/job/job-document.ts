import type { Automation } from '../automatic/automation.ts';
import type { CreateLabelingJobRequest } from '../contracts/labeling-requests.ts';

export type LabelingJobStatus = 'Initializing' | 'InProgress' | 'Completed' | 'Failed' | 'Stopping' | 'Stopped';

/** `jobs/<name, lower case>.json`: what a job is; how far it is stands in its ledger. Times in milliseconds. */
export interface JobDocument {
  version: 1;
  writerId: string;
  request: CreateLabelingJobRequest;
  arn: string;
  /** What workers see instead of the job's name. */
  reference: string;
  status: LabelingJobStatus;
  createdAt: number;
  modifiedAt: number;
  /** Known once the input has been read. */
  ledger?: {
    /** Prefix of the shards and of the input's lines; carries the input's hash. */
    root: string;
    objects: number;
    shards: number;
    labels: string[];
    taskType: string;
    /** Known objects; their ids follow those of the input's lines. */
    gold?: number;
  };
  failureReason?: string;
  /** How far the rounds of a job with LabelingJobAlgorithmsConfig are. */
  automation?: Automation;
  /** What makes the job a human loop of Augmented AI. */
  loop?: HumanLoop;
  /** The final status that the event bus has been told. */
  announced?: LabelingJobStatus;
}

export const isTerminal = ({ status }: JobDocument) =>
  status === 'Completed' || status === 'Failed' || status === 'Stopped';

/** A labeling job of one object that somebody asked about by StartHumanLoop. */
export interface HumanLoop {
  name: string;
  flowDefinitionArn: string;
  /** SHA-256 of InputContent. */
  inputHash: string;
  outputUri: string;
  /** How it ended; known when its output is written. */
  outcome?: { status: 'Completed' | 'Failed' | 'Stopped'; failureCode?: string; failureReason?: string };
  deleted?: boolean;
}
