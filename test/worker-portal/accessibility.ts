import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe finds wrong on a page and in the frames in sight: `rule: the elements`. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  const problems: string[] = [];
  const inSight = await page.locator('iframe:not([inert])').elementHandles();
  const frames = [page.mainFrame(), ...(await Promise.all(inSight.map((each) => each.contentFrame())))];
  for (const frame of frames) {
    await frame!.evaluate(axe);
    const options = JSON.stringify({ runOnly: RULES, iframes: false });
    const { violations } = (await frame!.evaluate(`axe.run(document, ${options})`)) as AxeResults;
    for (const { id, nodes } of violations) problems.push(`${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  }
  return problems;
}
