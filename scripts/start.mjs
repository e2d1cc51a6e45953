// `npm start`: install what is missing, then the demo loop. Plain JavaScript for whatever Node the person has (18 or newer).
import { spawn } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const installLog = join(root, '.labelloop', 'logs', 'install.log');
const interactive =
  process.stdout.isTTY === true && !process.env.NO_COLOR && !process.env.CI && process.env.TERM !== 'dumb';

process.stdout.write('labelloop · images in, live endpoint out · nothing leaves this machine\n');
process.exitCode = (await install()) ? await loop() : 1;

async function install() {
  if (isInstalled()) {
    process.stdout.write('install   nothing to do: every package is there\n');
    return true;
  }
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  const show = interactive
    ? setInterval(() => process.stdout.write(`\r\x1b[2Kinstall   packages, first run only   ${seconds()} s`), 1000)
    : setInterval(() => process.stdout.write(`install   packages, first run only   ${seconds()} s\n`), 8000);
  const { code, output } = await npmInstall();
  clearInterval(show);
  if (interactive) process.stdout.write('\r\x1b[2K');
  if (code === 0 && isInstalled()) {
    process.stdout.write(`install   packages from the lock file, first run only   ${seconds()} s\n`);
    return true;
  }
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT/.test(output))
    process.stderr.write('install   cannot reach the npm registry; connect once, then everything runs offline\n');
  else process.stderr.write(`${output.trimEnd().split('\n').slice(-20).join('\n')}\n`);
  process.stderr.write(`install   failed; the whole log is ${installLog}\n`);
  return false;
}

/** Every pinned package of the runtime part is there in its version, and so is a Node 24. */
function isInstalled() {
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const packagesAreThere = Object.entries(dependencies).every(([name, version]) => {
    try {
      return JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')).version === version;
    } catch {
      return false;
    }
  });
  // Where npm has no Node 24 for this system (macOS), installing again does not bring one: `loop` says what to do.
  return packagesAreThere && (findNode() !== undefined || process.platform === 'darwin');
}

/** npm's own words go to the log only. */
function npmInstall() {
  mkdirSync(dirname(installLog), { recursive: true });
  const log = createWriteStream(installLog);
  const npmScript = process.env.npm_execpath;
  const [command, args] = npmScript?.endsWith('.js') ? [process.execPath, [npmScript]] : ['npm', []];
  const child = spawn(command, [...args, 'ci', '--omit=dev', '--no-fund', '--no-audit', '--no-progress'], {
    cwd: root,
    env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip', npm_config_update_notifier: 'false' },
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: command === 'npm' && process.platform === 'win32',
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      output = (output + chunk).slice(-20_000);
      log.write(chunk);
    });
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ code: 1, output: `npm could not be started: ${error.message}` }));
    child.on('close', (code) => log.end(() => resolve({ code: code ?? 1, output })));
  });
}

/** This Node when it is new enough, else the one that the install brought. */
function findNode() {
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  const system = process.platform === 'win32' ? 'win' : process.platform;
  return ['bin/node', 'bin/node.exe']
    .map((file) => join(root, 'node_modules', `node-${system}-${process.arch}`, file))
    .find((file) => existsSync(file));
}

/** The channel tells the child when this process is killed, so that nothing is left behind. */
function loop() {
  const node = findNode();
  if (!node) {
    process.stderr.write(
      `labelloop needs Node 24 or newer; this is Node ${process.versions.node}, and npm has none for ${process.platform}-${process.arch}.\n` +
        'What to do: install Node 24 from https://nodejs.org, then `npm start` again\n',
    );
    return 1;
  }
  process.stdout.write('loop      drop, label, train, gate, deploy; then once more\n');
  const command = [join(root, 'cli', 'labelloop.mjs'), 'demo', ...process.argv.slice(2)];
  const child = spawn(node, ['--disable-warning=ExperimentalWarning', ...command], {
    cwd: root,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  // A terminal sends Ctrl-C to both processes: this one only waits for the child's clean end.
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill('SIGTERM'));
  return new Promise((resolve) => child.on('exit', (code) => resolve(code ?? 1)));
}
