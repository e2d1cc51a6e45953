// Preloaded into every algorithm's process: its standard input is a pipe that only its parent holds, so the end of the
// pipe is the end of the parent, even one that was killed with SIGKILL.
process.stdin.on('end', () => {
  if (process.platform === 'win32') process.exit(1);
  process.kill(-process.pid, 'SIGKILL');
});
process.stdin.on('error', () => {});
process.stdin.resume();
process.stdin.unref();
