import type { Project } from '../../contracts/project.ts';
import { LABEL_TASKS } from '../answer-kinds/tasks/task-types.ts';

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (character) => escapes[character]!);
/** People's text must not be read as Liquid. */
const literal = (text: string) => escapeHtml(text).replaceAll('{', '&#123;').replaceAll('}', '&#125;');

/** With the line breaks that people wrote. */
const paragraphs = (text: string) => `<p style="white-space: pre-line">${literal(text)}</p>`;

const examples = (heading: string, uris: string[]) =>
  uris.length === 0
    ? ''
    : `
      <h3>${heading}</h3>
${uris.map((uri) => `      <p><img src="{{ '${literal(uri)}' | grant_read_access }}" style="max-width: 100%" alt="${heading}"></p>`).join('\n')}`;

/**
 * The page on which workers answer: Liquid and Crowd HTML Elements, as Ground Truth and our worker portal render them.
 * The hook gives the image as `task.input.taskObject` and what to start from as `task.input.initialValue`. The
 * element's name and the answer's shape are those of Ground Truth's own task of the type.
 * @param note what to correct, where the images have labels already
 */
export function workerTemplate({ taskType, labels, description, instructions }: Project, note?: string): string {
  const { tag, name, choices, initialValue } = LABEL_TASKS[taskType].element;
  const start =
    initialValue &&
    `
    {%- if task.input.initialValue %}
    initial-value="${initialValue}"
    {%- endif %}`;
  return `<script src="https://assets.crowd.aws/crowd-html-elements.js"></script>
<crowd-form>
  <${tag}
    name="${name}"
    src="{{ task.input.taskObject | grant_read_access }}"
    header="${literal(note ? `${description} (${note})` : description)}"
    ${choices}="${literal(JSON.stringify(labels))}"${start ?? ''}
  >
    <full-instructions header="Instructions">
      ${paragraphs(instructions.full)}${examples('Good example', instructions.goodExamples)}${examples('Bad example', instructions.badExamples)}
    </full-instructions>
    <short-instructions>
      ${paragraphs(instructions.short)}
    </short-instructions>
  </${tag}>
</crowd-form>
`;
}
