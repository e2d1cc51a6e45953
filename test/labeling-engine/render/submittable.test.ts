import { expect, it } from '@jest/globals';
import { submitProblems } from '../../../labeling-engine/render/submittable.ts';
import { CROWD_ELEMENTS } from '../../../shared/contracts/crowd-elements.ts';

const form = (inner: string) => `<crowd-form>${inner}</crowd-form>`;

it.each<[string, RegExp[]]>([
  ['<crowd-bounding-box name="b"></crowd-bounding-box>', [/no <crowd-form>/]],
  ['<!-- <crowd-form> --><crowd-input name="b"></crowd-input>', [/no <crowd-form>/]],
  ['{% comment %}<crowd-form>{% endcomment %}', [/no <crowd-form>/]],
  [form('<crowd-no-such-thing name="k"></crowd-no-such-thing>'), [/no element <crowd-no-such-thing>/]],
  [form('<CROWD-Textract-Analyze-Document></CROWD-Textract-Analyze-Document>'), [/<crowd-textract-analyze-document>/]],
  [form('<iframe src="{{ x }}"></iframe><object></object>'), [/<iframe>/, /<object>/]],
  ['<crowd-entity-annotation name="e"></crowd-entity-annotation>', []],
  [form('<crowd-classifier name="c"></crowd-classifier><audio controls src="x"></audio>'), []],
  [form(CROWD_ELEMENTS.map((name) => `<${name}></${name}>`).join('')), []],
  ['<script>document.body.append(document.createElement("crowd-form"))</script>', []],
  ['{{ task.input.page | skip_autoescape }}', []],
  [form('<!-- <crowd-old-thing> --><p>'), []],
  ['<script src="https://assets.crowd.aws/crowd-html-elements.js"></script><crowd-form></crowd-form>', []],
  ['<script src="https://assets.crowd.aws/crowd-html-elements-v2.js"></script><crowd-form></crowd-form>', []],
  [
    form('<SCRIPT type="module" SRC = https://d3js.org/d3.v7.min.js></SCRIPT>'),
    [/no script from https:\/\/d3js\.org\/d3\.v7\.min\.js: write its text into the template/],
  ],
  [
    form('<script defer src=\'//cdn.example/x.js?a=1\'></script><script src="helper.js"></script>'),
    [/\/\/cdn\.example\/x\.js\?a=1/, /from helper\.js/],
  ],
  [
    form('<script>import x from "https://esm.sh/x"; const y = await import(`https://esm.sh/y`)</script>'),
    [/esm\.sh\/x/, /esm\.sh\/y/],
  ],
  [
    form('<!-- <script src="https://d3js.org/d3.js"></script> --><script>const from = "https://a.example"</script>'),
    [],
  ],
  [form('<script src="{{ task.input.script }}"></script>'), []],
  [form(`<script src="data:text/javascript,${'x'.repeat(500)}"></script>`), [/data:text\/javascript,x+…: write/]],
])('%s', (template, problems) => {
  expect(submitProblems(template)).toEqual(problems.map((problem) => expect.stringMatching(problem)));
});
