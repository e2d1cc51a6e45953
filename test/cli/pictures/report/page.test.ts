import { describe, expect, it } from '@jest/globals';
import { costRows } from '../../../../cli/pictures/report/aws-cost.ts';
import { barChart, intervalChart, lineChart } from '../../../../cli/pictures/report/charts.ts';
import { renderPage, table } from '../../../../cli/pictures/report/page.ts';

const page = renderPage({
  title: 'A <b>title</b>',
  lead: 'and more',
  figures: [{ name: 'mAP', value: '.94' }],
  sections: [
    { title: 'Chart', html: barChart('Seconds', [{ name: 'label & co', value: 3, label: '3 s', colour: '#fff' }]) },
  ],
});

describe('the report page', () => {
  it('runs no script and loads nothing from elsewhere', () => {
    expect(page).not.toMatch(/<script|<link|@import|url\(|(?:src|href)="(?!data:)/);
    expect(page).toContain("default-src 'none'");
  });

  it('escapes what people wrote', () => {
    expect(page).toContain('A &lt;b&gt;title&lt;/b&gt;');
    expect(page).toContain('label &amp; co');
    expect(table(['x'], [['<i>']])).toContain('&lt;i&gt;');
  });
});

describe('charts', () => {
  it('put the ends of a line at the ends of the axes', () => {
    const svg = lineChart({
      title: 'Loss',
      xTitle: 'x',
      yTitle: 'y',
      xRange: [0, 1],
      yRange: [0, 10],
      lines: [
        {
          name: 'loop 1',
          colour: '#fff',
          points: [
            [0, 10],
            [1, 0],
          ],
        },
      ],
    });
    expect(svg).toContain('d="M48.0 34.0L446.0 234.0"');
  });

  it('show a difference on its side of zero', () => {
    const zero = /<line x1="([\d.]+)" x2="\1" y1="30"/.exec(
      intervalChart('d', { mean: 0.03, low: 0.01, high: 0.06 }),
    )![1]!;
    const mean = /<circle cx="([\d.]+)"/.exec(intervalChart('d', { mean: 0.03, low: 0.01, high: 0.06 }))![1]!;
    expect(Number(mean)).toBeGreaterThan(Number(zero));
  });
});

it('what a run would have cost adds up', () => {
  const rows = costRows({
    labeledImages: 100,
    trainingSeconds: 3540,
    transformJobs: 0,
    transitions: 0,
    lambdaCalls: 0,
    endpointCalls: 0,
  });
  expect(rows.find(([name]) => name === 'Together')!.at(-1)).toBe('$0.41');
});
