import { describe, expect, it } from '@jest/globals';
import { submitProblems } from '../../../../labeling-engine/render/submittable.ts';
import { workerTemplate } from '../../../../shared/domain/labeling/worker-template.ts';
import { newProject } from '../../../../shared/domain/project/new-project.ts';

const project = newProject({
  project: 'birds',
  uid: 'abc123',
  labels: [`it's "big" & {{ bad }}`, 'owl'],
  taskType: 'bounding-box',
});

describe('workerTemplate', () => {
  it('escapes what people wrote, so that it is neither HTML nor Liquid', () => {
    const html = workerTemplate({
      ...project,
      description: '<script>{% raw %}',
      instructions: { ...project.instructions, short: '{{ x }}' },
    });
    expect(html).toContain(
      'labels="[&quot;it&#39;s \\&quot;big\\&quot; &amp; &#123;&#123; bad &#125;&#125;&quot;,&quot;owl&quot;]"',
    );
    expect(html).not.toContain('{{ x }}');
    expect(html).not.toContain('<script>&');
    expect(html.match(/\{\{.*?\}\}/g)).toEqual([
      '{{ task.input.taskObject | grant_read_access }}',
      '{{ task.input.initialValue | to_json | escape }}',
    ]);
  });

  it('shows the examples that the project names', () => {
    const html = workerTemplate({
      ...project,
      instructions: { ...project.instructions, goodExamples: ['s3://bucket/good.jpg'] },
    });
    expect(html).toContain("{{ 's3://bucket/good.jpg' | grant_read_access }}");
  });

  it.each([
    ['named-entities', /<crowd-entity-annotation[^<]*text="\{\{ task\.input\.taskObject \}\}"/],
    ['text-classification', /<classification-target[^>]*>\{\{ task\.input\.taskObject \}\}<\/classification-target>/],
    ['text-classification-multi-label', /<crowd-classifier-multi-select/],
  ] as const)('shows the text of %s, on a page that can be submitted', (taskType, shown) => {
    const html = workerTemplate(newProject({ project: 'p', uid: 'abc123', labels: ['a', 'b'], taskType }));
    expect(html).toMatch(shown);
    expect(html).not.toContain('grant_read_access');
    expect(submitProblems(html)).toEqual([]);
    expect(html).not.toContain('allow-overlaps');
  });

  it('lets entities overlap where the project allows it', () => {
    const letters = newProject({ project: 'p', uid: 'abc123', labels: ['a'], taskType: 'named-entities' });
    const labeling = { ...letters.labeling, allowOverlaps: true };
    expect(workerTemplate({ ...letters, labeling })).toContain('allow-overlaps');
  });

  it('tells the page of key points which of them are joined, and whether there may be several objects', () => {
    const dogs = newProject({ project: 'dogs', uid: 'abc123', labels: ['nose', 'tail'], taskType: 'keypoints' });
    const of = (changes: object) =>
      workerTemplate({
        ...dogs,
        labeling: { ...dogs.labeling, keypoints: { ...dogs.labeling.keypoints!, ...changes } },
      });
    expect(of({ skeleton: [['nose', 'tail']] })).toContain(
      'skeleton="[[&quot;nose&quot;,&quot;tail&quot;]]"\n    several-objects="true"',
    );
    expect(of({ severalObjects: false })).not.toContain('several-objects');
  });
});
