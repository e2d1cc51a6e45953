import { BitReader, BrokenScan, type HuffmanTable, huffmanTable } from './bit-reader.ts';
import { type Component, type JpegCoefficients, ZIGZAG } from './coefficients.ts';

/** What a scan decodes: which coefficients, at which precision (T.81 G.1.1.1). */
interface Scan {
  progressive: boolean;
  first: number;
  last: number;
  /** Bit position of the previous and of this scan's approximation. */
  high: number;
  low: number;
}

interface ScanComponent extends Component {
  dc: HuffmanTable | undefined;
  ac: HuffmanTable | undefined;
  predicted: number;
}

const need = <Value>(value: Value | undefined): Value => {
  if (value === undefined) throw new BrokenScan();
  return value;
};

/**
 * Undoes the entropy coding of a baseline or progressive JPEG.
 * @param bytes a file that `readJpegStructure` found complete
 * @throws BrokenScan when the entropy-coded data does not decode
 * @see ITU-T T.81 annexes F and G
 */
export function readCoefficients(bytes: Uint8Array): JpegCoefficients {
  const word = (at: number) => (bytes[at]! << 8) | bytes[at + 1]!;
  const quantization = new Map<number, Uint16Array>();
  const tables = new Map<number, HuffmanTable>();
  const colourSegments: Uint8Array[] = [];
  let image: Omit<JpegCoefficients, 'colourSegments'> | undefined;
  let progressive = false;
  let restartInterval = 0;
  for (let at = 2; ; ) {
    while (bytes[at] === 0xff) at++;
    const marker = bytes[at++];
    if (marker === undefined || marker === 0xd9) break;
    if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)) continue;
    const end = at + word(at);
    const body = at + 2;
    if (marker === 0xdb) readQuantization(bytes.subarray(body, end), quantization);
    else if (marker === 0xc4) readTables(bytes.subarray(body, end), tables);
    else if (marker === 0xdd) restartInterval = word(body);
    else if (marker === 0xe0 || marker === 0xe2 || marker === 0xee) colourSegments.push(bytes.subarray(at - 2, end));
    else if (marker >= 0xc0 && marker <= 0xc2) {
      progressive = marker === 0xc2;
      image = readFrame(bytes.subarray(body, end), quantization);
    }
    at = end;
    if (marker !== 0xda) continue;
    const { width, height, components } = need(image);
    const header = bytes.subarray(body, end);
    const count = header[0]!;
    const chosen = Array.from({ length: count }, (_, index): ScanComponent => {
      const selector = header[2 + 2 * index]!;
      const component = need(components.find(({ id }) => id === header[1 + 2 * index]));
      const [dc, ac] = [tables.get(selector >> 4), tables.get(0x10 | (selector & 15))];
      return Object.assign(component, { dc, ac, predicted: 0 });
    });
    const [first, last, approximation] = header.subarray(1 + 2 * count) as unknown as [number, number, number];
    const scan = { progressive, first, last, high: approximation >> 4, low: approximation & 15 };
    at = readScan(new BitReader(bytes, at), chosen, scan, restartInterval, unitsOf(chosen, components, width, height));
    while (at < bytes.length && !(bytes[at] === 0xff && bytes[at + 1]! > 0)) at++;
  }
  return { ...need(image), colourSegments };
}

function readQuantization(segment: Uint8Array, tables: Map<number, Uint16Array>) {
  for (let at = 0; at < segment.length; ) {
    const head = segment[at++]!;
    const wide = head >> 4;
    const table = new Uint16Array(64);
    for (const natural of ZIGZAG) {
      table[natural] = wide ? (segment[at]! << 8) | segment[at + 1]! : segment[at]!;
      at += wide ? 2 : 1;
    }
    tables.set(head & 15, table);
  }
}

function readTables(segment: Uint8Array, tables: Map<number, HuffmanTable>) {
  for (let at = 0; at < segment.length; ) {
    const counts = segment.subarray(at + 1, at + 17);
    const total = counts.reduce((sum, count) => sum + count, 0);
    if (total > 256) throw new BrokenScan();
    tables.set(segment[at]!, huffmanTable(counts, segment.subarray(at + 17, at + 17 + total)));
    at += 17 + total;
  }
}

function readFrame(segment: Uint8Array, quantization: Map<number, Uint16Array>) {
  const height = (segment[1]! << 8) | segment[2]!;
  const width = (segment[3]! << 8) | segment[4]!;
  const specs = Array.from({ length: segment[5]! }, (_, index) => segment.subarray(6 + 3 * index, 9 + 3 * index));
  const single = specs.length === 1;
  const factors = specs.map((spec) => ({ across: single ? 1 : spec[1]! >> 4, down: single ? 1 : spec[1]! & 15 }));
  if (factors.some(({ across, down }) => across < 1 || across > 4 || down < 1 || down > 4)) throw new BrokenScan();
  const unitsAcross = Math.ceil(width / (8 * Math.max(...factors.map(({ across }) => across))));
  const unitsDown = Math.ceil(height / (8 * Math.max(...factors.map(({ down }) => down))));
  const components = specs.map((spec, index): Component => {
    const { across, down } = factors[index]!;
    const [columns, rows] = [unitsAcross * across, unitsDown * down];
    const blocks = new Int16Array(64 * columns * rows);
    return { id: spec[0]!, across, down, quantization: need(quantization.get(spec[2]!)), columns, rows, blocks };
  });
  return { width, height, components };
}

/** Offsets into `blocks` of what each coded unit holds, in the order of decoding. */
function unitsOf(chosen: ScanComponent[], all: Component[], width: number, height: number) {
  const maxAcross = Math.max(...all.map(({ across }) => across));
  const maxDown = Math.max(...all.map(({ down }) => down));
  const one = chosen.length === 1 ? chosen[0] : undefined;
  // A scan of one component has a unit for each of its blocks that holds pixels, padding left out (T.81 A.2.2).
  const across = one ? Math.ceil((width * one.across) / (8 * maxAcross)) : Math.ceil(width / (8 * maxAcross));
  const down = one ? Math.ceil((height * one.down) / (8 * maxDown)) : Math.ceil(height / (8 * maxDown));
  return { across, count: across * down, interleaved: !one };
}

function readScan(
  reader: BitReader,
  chosen: ScanComponent[],
  scan: Scan,
  restartInterval: number,
  units: ReturnType<typeof unitsOf>,
): number {
  const run = { left: 0 };
  for (let unit = 0; unit < units.count; unit++) {
    if (restartInterval > 0 && unit > 0 && unit % restartInterval === 0) {
      reader.restart();
      run.left = 0;
      for (const component of chosen) component.predicted = 0;
    }
    const column = unit % units.across;
    const row = Math.floor(unit / units.across);
    for (const component of chosen) {
      const across = units.interleaved ? component.across : 1;
      const down = units.interleaved ? component.down : 1;
      for (let y = row * down; y < (row + 1) * down; y++)
        for (let x = column * across; x < (column + 1) * across; x++)
          readBlock(reader, component, 64 * (y * component.columns + x), scan, run);
    }
  }
  return reader.at;
}

function readBlock(reader: BitReader, component: ScanComponent, at: number, scan: Scan, run: { left: number }) {
  const { blocks } = component;
  if (!scan.progressive) {
    blocks[at] = component.predicted += reader.signed(reader.symbol(need(component.dc)));
    readFirstAc(reader, component, at, { ...scan, first: 1, last: 63, low: 0 }, run);
  } else if (scan.first === 0) {
    if (scan.high === 0) {
      component.predicted += reader.signed(reader.symbol(need(component.dc)));
      blocks[at] = component.predicted << scan.low;
    } else blocks[at]! |= reader.bits(1) << scan.low;
  } else if (scan.high === 0) readFirstAc(reader, component, at, scan, run);
  else refineAc(reader, component, at, scan, run);
}

function readFirstAc(reader: BitReader, component: ScanComponent, at: number, scan: Scan, run: { left: number }) {
  if (run.left > 0) {
    run.left--;
    return;
  }
  const table = need(component.ac);
  for (let k = scan.first; k <= scan.last; k++) {
    const symbol = reader.symbol(table);
    const zeros = symbol >> 4;
    const size = symbol & 15;
    if (size === 0 && zeros < 15) {
      run.left = (1 << zeros) - 1 + reader.bits(zeros);
      return;
    }
    k += zeros;
    if (k > scan.last) {
      if (size === 0) return;
      throw new BrokenScan();
    }
    if (size > 0) component.blocks[at + ZIGZAG[k]!] = reader.signed(size) << scan.low;
  }
}

/** Adds one bit of precision to a block (T.81 G.1.2.3). */
function refineAc(reader: BitReader, component: ScanComponent, at: number, scan: Scan, run: { left: number }) {
  const { blocks } = component;
  const table = need(component.ac);
  const step = 1 << scan.low;
  const refine = (index: number) => {
    const value = blocks[index]!;
    if (reader.bits(1) && (value & step) === 0) blocks[index] = value + (value >= 0 ? step : -step);
  };
  let k = scan.first;
  while (run.left === 0 && k <= scan.last) {
    const symbol = reader.symbol(table);
    let zeros = symbol >> 4;
    let value = 0;
    if (symbol & 15) value = reader.bits(1) ? step : -step;
    else if (zeros < 15) {
      run.left = (1 << zeros) + reader.bits(zeros);
      break;
    }
    for (; k <= scan.last; k++) {
      const index = at + ZIGZAG[k]!;
      if (blocks[index] !== 0) refine(index);
      else if (--zeros < 0) {
        blocks[index] = value;
        break;
      }
    }
    k++;
  }
  if (run.left === 0) return;
  for (; k <= scan.last; k++) {
    const index = at + ZIGZAG[k]!;
    if (blocks[index] !== 0) refine(index);
  }
  run.left--;
}
