import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { machineLimit } from '../../local-cloud/sagemaker/container/memory-limit.ts';
import type { Programs } from '../../local-cloud/sagemaker/container/program.ts';
import type { AlgorithmFile } from '../../shared/contracts/own-algorithm.ts';
import { checkDataset } from './check-dataset.ts';
import { checkServing } from './check-serving.ts';
import { checkTraining } from './check-training.ts';
import type { ContractFault, ContractReport, FaultName } from './contract-faults.ts';

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

/**
 * Runs an algorithm's programs through the container contract on sixteen small images: training, its failures, SIGTERM and resuming, then
 * serving, bad images and memory. What needs something that failed is left out.
 */
export async function checkContract(
  programs: Programs,
  file: AlgorithmFile,
  {
    limits = SAGEMAKER_LIMITS,
    tell,
    signal,
  }: { limits?: ContractLimits; tell(what: string): void; signal: AbortSignal },
): Promise<ContractReport> {
  const report: ContractReport = { held: [], faults: [], notes: [] };
  const workFolder = mkdtempSync(join(tmpdir(), 'labelloop-check-'));
  const run: CheckRun = {
    ...{ programs, file, limits, workFolder, tell, signal },
    hold: (what) => void report.held.push(what),
    note: (what) => void report.notes.push(what),
    fault: (name, more) => void report.faults.push({ name, ...more }),
  };
  try {
    const dataset = await checkDataset();
    const archive = await checkTraining(run, dataset);
    if (archive) await checkServing(run, archive, dataset);
    else run.note('serve was not tried: there is no model');
    return report;
  } finally {
    rmSync(workFolder, { recursive: true, force: true });
  }
}
