/** A file of the demo's drop that is not a fresh image, and what is odd about it. */
export interface OddFile {
  fileName: string;
  bytes: Uint8Array;
  expectedOutcome: 'quarantined' | 'duplicate';
}

/** What people's folders hold beside images: a JPEG whose copy broke off, and the same photograph under a second name. */
export function oddFiles(whole: { fileName: string; bytes: Uint8Array }): OddFile[] {
  return [
    {
      fileName: `broken/${whole.fileName}`,
      bytes: whole.bytes.slice(0, Math.floor(whole.bytes.length * 0.6)),
      expectedOutcome: 'quarantined',
    },
    { fileName: `copy of ${whole.fileName}`, bytes: whole.bytes, expectedOutcome: 'duplicate' },
  ];
}
