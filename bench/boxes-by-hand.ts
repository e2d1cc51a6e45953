import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import { loadPretrained } from '../algorithms/backbone/pretrained.ts';
import { openProposer } from '../algorithms/backbone/proposer.ts';
import { openDetector } from '../algorithms/detector/detector.ts';
import type { BoxAnnotation } from '../shared/contracts/manifest-line.ts';
import { seededRandom } from '../shared/domain/seeded-random.ts';
import { intersectionOverUnion } from '../shared/domain/shapes/bounding-box.ts';
import { launchBrowser, openContext } from '../test/worker-portal/browser.ts';
import { type Photograph, readPhotographs, type SetName } from './labeled-photographs.ts';

/**
 * Clicks, keys and seconds a box by a robot's hand in the real element and a real browser: `node bench/boxes-by-hand.ts
 * raccoon|bccd [images=40] [model=FOLDER]` on held-out photographs. It drags each box; or clicks in the object (off the
 * middle by up to an eighth), presses Tab at most twice until the box has IoU .7, else takes it back and drags; or
 * judges the suggestions of a trained model (`detector-accuracy.ts` with MODELS keeps one) and clicks what they lack.
 *
 * The robot itself is instantaneous. Its seconds are those of a hand with a mouse: 135 + 249 bits ms to drag and -107 +
 * 223 bits ms to point (MacKenzie, Sellen and Buxton 1991), a key .2 s (Card, Moran and Newell 1980); looking is left
 * out but for .6 s to judge each box that was not drawn.
 */
const args = process.argv.slice(2);
const given = Object.fromEntries(args.filter((each) => each.includes('=')).map((each) => each.split('=')));
const name = args.find((each) => !each.includes('=')) as SetName;
const { images: count = '40', model } = given as Record<string, string | undefined>;

const GOOD = 0.7;
const SUGGESTED_FROM = 0.5;
const KEY_SECONDS = 0.2;
const JUDGE_SECONDS = 0.6;
/** An edge may be off by a twentieth of the box's side, three pixels of the screen at the least. */
const EDGE_SHARE = 0.05;
const LEAST_TARGET = 3;

type Point = { x: number; y: number };
type Way = 'drag' | 'click' | 'suggestions';

class Hand {
  clicks = 0;
  keys = 0;
  seconds = 0;
  #at: Point = { x: 0, y: 0 };
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  async click(to: Point, target: number) {
    this.#move(to, target, -0.107, 0.223);
    this.clicks++;
    await this.#page.mouse.click(to.x, to.y);
  }

  async drag(from: Point, to: Point, target: number) {
    this.#move(from, target, -0.107, 0.223);
    this.#move(to, target, 0.135, 0.249);
    this.clicks++;
    await this.#page.mouse.move(from.x, from.y);
    await this.#page.mouse.down();
    await this.#page.mouse.move(to.x, to.y, { steps: 2 });
    await this.#page.mouse.up();
  }

  async press(key: string) {
    this.keys++;
    this.seconds += KEY_SECONDS;
    await this.#page.keyboard.press(key);
  }

  judge() {
    this.seconds += JUDGE_SECONDS;
  }

  #move(to: Point, target: number, base: number, perBit: number) {
    const bits = Math.log2(Math.hypot(to.x - this.#at.x, to.y - this.#at.y) / target + 1);
    this.seconds += Math.max(0, base + perBit * bits);
    this.#at = to;
  }
}

const sandbox = join(import.meta.dirname, '../worker-portal/sandbox');
const built = await build({
  entryPoints: [join(sandbox, 'crowd-html-elements.ts')],
  ...{ bundle: true, write: false, format: 'iife', target: 'es2024' },
});
const files = new Map<string, [Uint8Array | string, string]>([
  ['/crowd-html-elements.js', [built.outputFiles[0]!.contents, 'text/javascript']],
  ['/task.css', [await readFile(join(sandbox, 'task.css')), 'text/css']],
]);
const server = createServer(({ url }, response) => {
  const [body, type] = files.get(url ?? '') ?? ['', 'text/plain'];
  response.writeHead(body ? 200 : 404, { 'content-type': type }).end(body);
});
await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
const browser = await launchBrowser();
const page = await (await openContext(browser)).newPage();
const { folder, labels, heldOut } = await readPhotographs(name);
const photographs = heldOut.slice(0, Number(count));
const proposer = await openProposer(await loadPretrained({}), 1);
const detector = model ? await openDetector(model, 1) : undefined;

type Placed = BoxAnnotation & { label: string };
const boxesOnPage = async (): Promise<Placed[]> => {
  const { boundingBoxes } = (await page.evaluate("document.querySelector('[name=b]').value")) as {
    boundingBoxes: Placed[];
  };
  return boundingBoxes;
};

async function openTask(photograph: Photograph, suggestions: object[]) {
  const quoted = (value: unknown) => JSON.stringify(value).replaceAll("'", '&#39;');
  const initial = suggestions.length ? `initial-value='${quoted(suggestions)}'` : '';
  files.set('/picture.jpg', [await readFile(join(folder, photograph.file)), 'image/jpeg']);
  files.set('/', [
    `<!doctype html><html lang="en"><link rel="stylesheet" href="/task.css"><script src="/crowd-html-elements.js"></script>
    <script>addEventListener('crowd-ready', () => { window.isReady = true; });</script><body><main><crowd-form>
    <crowd-bounding-box name="b" src="/picture.jpg" labels='${quoted(labels)}' ${initial}></crowd-bounding-box></crowd-form></main>`,
    'text/html',
  ]);
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  await page.waitForFunction('window.isReady');
  await page.evaluate("document.querySelector('crowd-form').activate()");
}

interface Tally {
  boxes: number;
  good: number;
  /** Boxes that came without drawing. */
  helped: number;
  clicks: number;
  keys: number;
  seconds: number;
}

async function label(photograph: Photograph, way: Way, tally: Tally) {
  const file = join(folder, photograph.file);
  const predicted = way === 'suggestions' ? (await detector!.detect(file)).annotations : [];
  const suggestions = predicted
    .filter(({ confidence }) => confidence >= SUGGESTED_FROM)
    .map(({ class_id, left, top, width, height, confidence }) => ({
      class_id,
      label: labels[class_id]!,
      left,
      top,
      width,
      height,
      confidence,
    }));
  await openTask(photograph, suggestions);
  if (way !== 'drag') {
    const { proposals } = await proposer.propose(file);
    await page.evaluate((offered) => {
      (document.querySelector('crowd-form') as unknown as { offer(offered: unknown): void }).offer(offered);
    }, proposals);
  }
  const hand = new Hand(page);
  const plane = (await page.locator('.plane img').boundingBox())!;
  const scale = plane.width / photograph.width;
  const onScreen = (x: number, y: number): Point => ({ x: plane.x + x * scale, y: plane.y + y * scale });
  const middle = (box: Pick<BoxAnnotation, 'left' | 'top' | 'width' | 'height'>) =>
    onScreen(box.left + box.width / 2, box.top + box.height / 2);
  const left = new Set(photograph.boxes);
  if (suggestions.length > 0) {
    for (const suggestion of suggestions.toSorted((a, b) => b.confidence - a.confidence)) {
      hand.judge();
      const meant = [...left].find(
        (box) => box.class_id === suggestion.class_id && intersectionOverUnion(box, suggestion) >= GOOD,
      );
      if (meant) left.delete(meant);
      else {
        await hand.click(middle(suggestion), (Math.min(suggestion.width, suggestion.height) * scale) / 2);
        await hand.press('r');
      }
    }
    tally.helped += photograph.boxes.length - left.size;
    await hand.press('Shift+A');
  }
  const random = seededRandom(1);
  let current = 0;
  for (const box of left) {
    const side = Math.min(box.width, box.height) * scale;
    if (way !== 'drag' && (await clickBox(hand, box, onScreen, side, random))) tally.helped++;
    else {
      const target = Math.max(LEAST_TARGET, 2 * EDGE_SHARE * side);
      // Where a box lies already, Shift draws a new one instead of moving it.
      await page.keyboard.down('Shift');
      await hand.drag(onScreen(box.left, box.top), onScreen(box.left + box.width, box.top + box.height), target);
      await page.keyboard.up('Shift');
    }
    // A number gives the selected box its label, and the next ones.
    if (box.class_id !== current) await hand.press(String(box.class_id + 1));
    current = box.class_id;
  }
  const placed = await boxesOnPage();
  tally.boxes += photograph.boxes.length;
  tally.good += photograph.boxes.filter((box) =>
    placed.some((one) => one.label === labels[box.class_id] && intersectionOverUnion(one as never, box) >= GOOD),
  ).length;
  tally.clicks += hand.clicks;
  tally.keys += hand.keys;
  tally.seconds += hand.seconds;
}

/** Whether a click and at most two tabs gave the box; else it is taken back. */
async function clickBox(
  hand: Hand,
  box: BoxAnnotation,
  onScreen: (x: number, y: number) => Point,
  side: number,
  random: () => number,
) {
  const before = (await boxesOnPage()).length;
  const off = () => 0.5 + (2 * random() - 1) / 8;
  await hand.click(onScreen(box.left + off() * box.width, box.top + off() * box.height), side / 4);
  for (let tab = 0; ; tab++) {
    const placed = await boxesOnPage();
    if (placed.length === before) return false;
    hand.judge();
    if (intersectionOverUnion(placed.at(-1)!, box) >= GOOD) return true;
    if (tab === 2) break;
    await hand.press('Tab');
  }
  await hand.press('Escape');
  return false;
}

for (const way of ['drag', 'click', ...(detector ? ['suggestions'] : [])] as Way[]) {
  const tally: Tally = { boxes: 0, good: 0, helped: 0, clicks: 0, keys: 0, seconds: 0 };
  for (const photograph of photographs) await label(photograph, way, tally);
  const perBox = (value: number) => (value / tally.boxes).toFixed(2);
  console.log(
    `| ${name}, ${way} | ${tally.boxes} | ${((100 * tally.helped) / tally.boxes).toFixed(0)} % | ${perBox(tally.clicks)} | ${perBox(tally.keys)} | ${perBox(tally.seconds)} | ${((100 * tally.good) / tally.boxes).toFixed(0)} % |`,
  );
}
await detector?.close();
await proposer.close();
await browser.close();
server.closeAllConnections();
server.close();
