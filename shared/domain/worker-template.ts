import type { Project } from '../contracts/project.ts';

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (character) => escapes[character]!);
/** People's text must not be read as Liquid. */
const literal = (text: string) => escapeHtml(text).replaceAll('{', '&#123;').replaceAll('}', '&#125;');

const examples = (heading: string, uris: string[]) =>
  uris.length === 0
    ? ''
    : `
      <h3>${heading}</h3>
${uris.map((uri) => `      <p><img src="{{ '${literal(uri)}' | grant_read_access }}" style="max-width: 100%" alt="${heading}"></p>`).join('\n')}`;

/**
 * The page on which workers draw boxes: Liquid and Crowd HTML Elements, as Ground Truth and our worker portal render them. The hook
 * gives the image as `task.input.taskObject` and the boxes to start from as `task.input.initialValue`. The element's name and the
 * answer's shape are those of Ground Truth's own bounding-box task.
 * @param note what to correct, where the workers start from an earlier label
 */
export function boundingBoxTemplate({ labels, description, instructions }: Project, note?: string): string {
  return `<script src="https://assets.crowd.aws/crowd-html-elements.js"></script>
<crowd-form>
  <crowd-bounding-box
    name="boundingBox"
    src="{{ task.input.taskObject | grant_read_access }}"
    header="${literal(note ? `${description} (${note})` : description)}"
    labels="${literal(JSON.stringify(labels))}"
    {%- if task.input.initialValue %}
    initial-value="{{ task.input.initialValue | to_json | escape }}"
    {%- endif %}
  >
    <full-instructions header="Instructions">
      <p>${literal(instructions.full)}</p>${examples('Good example', instructions.goodExamples)}${examples('Bad example', instructions.badExamples)}
    </full-instructions>
    <short-instructions>
      <p>${literal(instructions.short)}</p>
    </short-instructions>
  </crowd-bounding-box>
</crowd-form>
`;
}
