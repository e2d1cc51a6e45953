import { machineLimit } from '../../local-cloud/sagemaker/container/memory-limit.ts';
import type { Programs } from '../../local-cloud/sagemaker/container/program.ts';
import type { AlgorithmFile } from '../../shared/contracts/own-algorithm.ts';
import type { ContractFault, FaultName } from './contract-faults.ts';

export interface ContractLimits {
  /** For one training on twelve images. */
  trainMs: number;
  /** From SIGTERM to the end: SageMaker gives training 120 s and serving 30 s. */
  trainGraceMs: number;
  serveGraceMs: number;
  /** To the first good ping. */
  startupMs: number;
  memoryBytes: number;
}

export const SAGEMAKER_LIMITS: ContractLimits = {
  trainMs: 15 * 60_000,
  trainGraceMs: 120_000,
  serveGraceMs: 30_000,
  startupMs: 4 * 60_000,
  memoryBytes: machineLimit(),
};

/** What the parts of the check share. */
export interface CheckRun {
  programs: Programs;
  file: AlgorithmFile;
  limits: ContractLimits;
  /** Temporary; each process gets a folder in it. */
  workFolder: string;
  signal: AbortSignal;
  hold(what: string): void;
  fault(name: FaultName, more?: Omit<ContractFault, 'name'>): void;
  note(what: string): void;
  /** What it is at, for people who wait. */
  tell(what: string): void;
}
