import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Programs } from '../../local-cloud/sagemaker/container/program.ts';
import type { AlgorithmFile } from '../../shared/contracts/own-algorithm.ts';
import { checkDataset } from './check-dataset.ts';
import type { ContractReport } from './contract-faults.ts';
import { type CheckRun, type ContractLimits, SAGEMAKER_LIMITS } from './contract-run.ts';
import { checkServing } from './serve-by-contract.ts';
import { checkTraining } from './train-by-contract.ts';

/**
 * Runs an algorithm's programs through the container contract on sixteen small images: training, its failures, SIGTERM
 * and resuming, then serving, bad images and memory. What needs something that failed is left out.
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
