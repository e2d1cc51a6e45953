/** ` (54 %)` for 0.54; nothing if it is not known. */
export const percent = (share: number | undefined) => (share === undefined ? '' : ` (${Math.round(100 * share)} %)`);
