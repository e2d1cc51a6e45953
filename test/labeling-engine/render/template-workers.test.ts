import { describe, expect, it } from '@jest/globals';
import { TemplateWorkers } from '../../../labeling-engine/render/template-workers.ts';

const PROGRAM = new URL('../../../labeling-engine/render/render-thread.ts', import.meta.url);
const workers = new TemplateWorkers(PROGRAM, { milliseconds: 1500, megabytes: 64, characters: 100_000, urls: 20 });
const noSign = async () => undefined;
const render = (template: string, input: Record<string, unknown> = {}) => workers.render(template, input, noSign);

describe('a template in a thread of its own', () => {
  it('renders as Ground Truth does: escaped, JSON, signed URLs, and names what may not be signed', async () => {
    const rendered = await workers.render(
      '{{ task.input.a }} {{ task.input.b | to_json }} {{ task.input.c | grant_read_access }} {{ "s3://no/no" | grant_read_access }}',
      { a: '<b>', b: { x: 1 }, c: 's3://b/k' },
      async (uri) => (uri === 's3://b/k' ? 'https://signed' : undefined),
    );
    expect(rendered).toEqual({
      html: '&lt;b&gt; {&quot;x&quot;:1} https://signed s3://no/no',
      refused: ['s3://no/no'],
    });
  });

  it.each([
    ['a long sort', '{% assign a = (1..4000000) | sort | size %}{{ a }}'],
    [
      'nested loops',
      '{% for i in (1..9999) %}{% for j in (1..9999) %}{% for k in (1..9999) %}x{% endfor %}{% endfor %}{% endfor %}',
    ],
    ['a doubling text', `{% assign a = "xxxxxxxx" %}${'{% assign a = a | append: a %}'.repeat(40)}{{ a }}`],
    ['a page without end', '{% for i in (1..90000) %}abcdefgh{% endfor %}'],
    ['too many objects', '{% for i in (1..50) %}{{ i | prepend: "s3://b/" | grant_read_access }}{% endfor %}'],
    ['a filter that is none', '{{ 1 | no_such_filter }}'],
  ])('is stopped at its limits: %s', async (_, template) => {
    let turns = 0;
    const beat = setInterval(() => turns++, 10);
    await expect(render(template)).rejects.toMatchObject({ name: 'TemplateError' });
    clearInterval(beat);
    const others = await Promise.all([1, 2, 3].map((n) => render('{{ task.input.n }}', { n })));
    expect(others.map(({ html }) => html)).toEqual(['1', '2', '3']);
  });

  it('holds nobody up: while one is at work for ever, other pages are made', async () => {
    const order: string[] = [];
    const endless = render('{% assign a = (1..4000000) | sort | size %}').catch(() => order.push('endless'));
    await render('quick').then(() => order.push('quick'));
    await endless;
    expect(order).toEqual(['quick', 'endless']);
  });

  it('does not count the time in which URLs are signed', async () => {
    const slow = () => new Promise<string>((resolve) => setTimeout(() => resolve('u'), 1700));
    expect((await workers.render('{{ "s3://b/k" | grant_read_access }}', {}, slow)).html).toBe('u');
  });

  it('cannot be parsed: says so', async () => {
    await expect(workers.check('{% if %}')).rejects.toMatchObject({ name: 'TemplateError' });
    await expect(workers.check('{{ a }}')).resolves.toBeUndefined();
  });
});
