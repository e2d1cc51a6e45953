import { userInfo } from 'node:os';

/** Who types, for records; a container may run as a number without a name. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return process.env.USER ?? `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}
