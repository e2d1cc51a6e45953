import { userInfo } from 'node:os';

/** Who runs this process, for what is kept of what people do; a container may run as a number without a name. */
export function operatorName(): string {
  try {
    return userInfo().username;
  } catch {
    return process.env.USER ?? `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}
