import { findText, listFolders } from '../../shared/aws/s3.ts';
import { type QuarantineReason, quarantineReasonSchema } from '../../shared/contracts/ledger-record.ts';
import { parseJson } from '../../shared/contracts/parse.ts';
import { projectKeys } from '../../shared/domain/project/bucket-keys.ts';

/** Why files were not taken in. @param shown how many at most */
export async function readQuarantine(bucket: string, project: string, shown: number): Promise<QuarantineReason[]> {
  const keys = projectKeys(project);
  const ids = (await listFolders(bucket, keys.quarantinePrefix)).slice(0, shown);
  const reasons = await Promise.all(
    ids.map(async (id) => {
      const key = keys.quarantineReason(id);
      const stored = await findText(bucket, key);
      return stored ? [parseJson(quarantineReasonSchema, stored.text, key)] : [];
    }),
  );
  return reasons.flat();
}
