import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { CommandError } from '../command.ts';

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM';
  }
};

/**
 * Takes the clone for one run of the framework: it packs into one folder, and two runs at once would deploy each
 * other's archives. What a killed run left is taken over.
 * @param path of the file that says whose the clone is
 * @returns gives it back
 * @throws CommandError while another process has it
 */
export function claimClone(path: string): () => void {
  mkdirSync(dirname(path), { recursive: true });
  for (;;) {
    try {
      writeFileSync(path, `${process.pid}`, { flag: 'wx' });
      return () => rmSync(path, { force: true });
    } catch (error) {
      if ((error as { code?: string }).code !== 'EEXIST') throw error;
      const pid = Number(readFileSync(path, 'utf8'));
      if (pid > 0 && isAlive(pid))
        throw new CommandError('another deploy or removal runs from this clone', {
          where: `process ${pid}`,
          todo: 'wait for it, or take another clone: two at once would deploy each other’s archives',
        });
      rmSync(path, { force: true });
    }
  }
}
