/** `12.3 %`. @param share 0 to 1 */
export const percent = (share: number) => `${(share * 100).toFixed(1)} %`;

/** `$1.30`; four digits for what is less than a cent. */
export const usd = (amount: number) => `$${amount.toFixed(amount !== 0 && Math.abs(amount) < 0.01 ? 4 : 2)}`;

/** `1.4 MB` */
export function fileSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(1)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** `images` for any number but one. */
export const plural = (count: number, one: string, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;
