/**
 * Told apart by people with the common colour blindnesses as far as ten can be; also the first colours in Ground
 * Truth's documents.
 */
const PALETTE = [
  '#1f77b4',
  '#ff7f0e',
  '#2ca02c',
  '#d62728',
  '#9467bd',
  '#8c564b',
  '#e377c2',
  '#7f7f7f',
  '#bcbd22',
  '#17becf',
];

/** A label's colour, `#rrggbb`: distinct for the first 64 labels, more than a job may have. */
export function labelColour(index: number): string {
  const listed = PALETTE[index];
  if (listed) return listed;
  // Golden-angle steps never meet; the index in the lowest bits keeps two roundings apart.
  const hue = (index * 137.508) % 360;
  const channel = (offset: number) => {
    const wave = Math.abs((((hue + offset) / 60) % 6) - 3) - 1;
    return Math.round(60 + 150 * Math.min(1, Math.max(0, wave)));
  };
  const value = (channel(0) << 16) | (channel(240) << 8) | ((channel(120) & 0xc0) | (index & 0x3f));
  return `#${value.toString(16).padStart(6, '0')}`;
}
