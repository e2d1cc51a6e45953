// `node run-with-parent.ts [--end=<command>] <program> <argument>…`: runs a program in any language, and ends with its
// exit code or signal. Its standard input is a pipe that only its parent holds: the end of the pipe is the end of the
// parent, even one that was killed, and then the whole process group ends. Signals go to the group, so the program has
// them too; this one waits for it. What lives outside the group, as a container does, is ended by the command that
// `--end` names, a JSON list of words.
import { spawn, spawnSync } from 'node:child_process';

const NOT_RUN = 127;
const END_MS = 10_000;
const words = process.argv.slice(2);
const ending = words[0]?.startsWith('--end=') ? (JSON.parse(words.shift()!.slice('--end='.length)) as string[]) : null;
const [program, ...args] = words;

const endGroup = () => {
  if (ending) spawnSync(ending[0]!, ending.slice(1), { stdio: 'ignore', timeout: END_MS });
  if (process.platform === 'win32') process.exit(1);
  process.kill(-process.pid, 'SIGKILL');
};
process.stdin.on('end', endGroup);
process.stdin.on('error', () => {});
process.stdin.resume();
process.stdin.unref();

const waits = () => {};
process.on('SIGTERM', waits);
const child = spawn(program!, args, { stdio: ['ignore', 'inherit', 'inherit'] });
child.on('error', (error: NodeJS.ErrnoException) => {
  const why = error.code === 'EACCES' ? 'is not executable (chmod +x), or' : 'cannot be run:';
  console.error(`${program} ${why} ${error.message}`);
  process.exit(NOT_RUN);
});
child.on('exit', (code, signal) => {
  if (!signal) process.exit(code ?? 1);
  process.off('SIGTERM', waits);
  process.kill(process.pid, signal);
});
