import type { PortalFiles } from './shared/contracts/portal-files.ts';

/** Both origins' files: some tens of milliseconds. `inputs`: what they were made from, relative to the repository's folder. */
export function buildPortal(): Promise<{ files: PortalFiles; inputs: string[] }>;
