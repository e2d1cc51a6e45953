import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Runs in a mount namespace of its own: every file system read-only but the container's folder, which is `/opt/ml`
 * there, and `/tmp`. `$1` is the folder; what else is in /opt stays visible; the rest is the program.
 */
const SETUP = `
set -e
root="$1"; shift
mount --make-rprivate /
mount --rbind "$root" "$root"
if [ -d /opt/ml ]; then :; else
  for entry in /opt/*; do [ -d "$entry" ] && mount --rbind "$entry" "$root/tmp/opt/\${entry##*/}"; done
  mount --rbind "$root/tmp/opt" /opt
fi
mount --rbind "$root" /opt/ml
mount --rbind /tmp /tmp
while read -r _ _ _ _ point options _; do
  case "$point" in
    "$root"|"$root"/*|/opt/ml|/opt/ml/*|/tmp|/tmp/*|/proc|/proc/*|/sys|/sys/*|/dev|/dev/*) ;;
    *) mount -o "remount,bind,ro,\${options#r?,}" "$point" 2>/dev/null || true ;;
  esac
done < /proc/self/mountinfo
ip link set lo up 2>/dev/null || true
exec "$@"
`;

let isAvailable: boolean | undefined;

/** Whether Linux lets this user make namespaces with mounts of their own. Asked once. */
export function hasNamespaces(): boolean {
  isAvailable ??=
    process.platform === 'linux' &&
    spawnSync('unshare', ['--user', '--map-root-user', '--mount', 'mount', '--make-rprivate', '/'], { stdio: 'ignore' })
      .status === 0;
  return isAvailable;
}

/**
 * Words that go before a program's, so that it finds its folder as `/opt/ml`, can write nothing else but `/tmp`, and,
 * while it trains, reaches no network; none where the system has no namespaces.
 */
export function confinedInNamespaces(mlRoot: string, entry: 'train' | 'serve'): string[] {
  const opt = join(mlRoot, 'tmp', 'opt');
  mkdirSync(join(opt, 'ml'), { recursive: true });
  if (!hasNamespaces()) return [];
  for (const entry of readdirSync('/opt', { withFileTypes: true }))
    if (entry.isDirectory()) mkdirSync(join(opt, entry.name), { recursive: true });
  const network = entry === 'train' ? ['--net'] : [];
  return ['unshare', '--user', '--map-root-user', '--mount', ...network, 'sh', '-c', SETUP, 'sh', mlRoot];
}
