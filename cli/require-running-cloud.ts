import type { RunningCloud } from '../local-cloud/data-folder.ts';
import { CommandError, exitCodes } from './command.ts';

/** The laptop cloud that runs on `dataDir`. @throws CommandError (exit code 3) when none does */
export async function requireRunningCloud(dataDir: string): Promise<RunningCloud> {
  const { findRunningCloud } = await import('../local-cloud/data-folder.ts');
  const cloud = findRunningCloud(dataDir);
  if (cloud) return cloud;
  throw new CommandError('no laptop cloud is running', {
    where: dataDir,
    todo: 'start one with `labelloop up` in another terminal, or name its folder with --data',
    exitCode: exitCodes.notRunning,
  });
}
