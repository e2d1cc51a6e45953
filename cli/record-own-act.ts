import { operatorName } from '../local-cloud/operator-name.ts';
import type { AuditEntry } from '../shared/contracts/audit.ts';
import { recordAct } from '../shared/documents/audit.ts';

/**
 * Puts on record what this command did, in the name of who runs it.
 * @param subject to what or whom: a worker's id, a model, an image's hash
 */
export const recordOwnAct = (
  bucket: string,
  act: AuditEntry['act'],
  subject: string,
  more: Partial<Pick<AuditEntry, 'project' | 'note'>> = {},
): Promise<void> => recordAct(bucket, { at: new Date().toISOString(), by: operatorName(), act, subject, ...more });
