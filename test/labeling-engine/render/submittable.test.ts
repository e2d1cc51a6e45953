import { expect, it } from '@jest/globals';
import { CROWD_ELEMENTS } from '../../../labeling-engine/contracts/crowd-elements.ts';
import { submitProblems } from '../../../labeling-engine/render/submittable.ts';

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
])('%s', (template, problems) => {
  expect(submitProblems(template)).toEqual(problems.map((problem) => expect.stringMatching(problem)));
});
