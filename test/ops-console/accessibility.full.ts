import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { accessibilityProblems } from '../worker-portal/accessibility.ts';
import { noBrowser } from '../worker-portal/browser.ts';
import { openConsole, PAGES, sideways } from './open-console.ts';

jest.setTimeout(120_000);

if (noBrowser) console.warn(noBrowser);
(noBrowser ? describe.skip : describe)("the console's pages", () => {
  let console: Awaited<ReturnType<typeof openConsole>>;
  beforeAll(async () => {
    console = await openConsole();
  }, 60_000);
  afterAll(() => console?.close());

  const VIEWS = [
    { width: 1280, colorScheme: 'light' },
    { width: 1280, colorScheme: 'dark' },
    { width: 390, colorScheme: 'light' },
    { width: 390, colorScheme: 'dark' },
  ] as const;

  it.each(PAGES)('%s: axe has nothing to say, and nothing scrolls sideways', async (path) => {
    const { page, visit } = console;
    for (const { width, colorScheme } of VIEWS) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      await visit(path);
      const problems = await accessibilityProblems(page);
      // In the fitted picture states are small; the list beside it has the same, large enough (WCAG 2.5.8, equivalent).
      expect(problems.filter((problem) => !/^target-size: (?!.*class="(?!state))/s.test(problem))).toEqual([]);
      expect({ path, width, wide: await sideways(page) }).toEqual({ path, width, wide: 0 });
    }
  });
});
