import type { Project } from '../../contracts/project.ts';
import type { AnswerElement } from '../answer-kinds/tasks/label-task.ts';
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
 * The hook gives the image or text as `task.input.taskObject` and what to start from as `task.input.initialValue`. The
 * element's name and the answer's shape are those of Ground Truth's own task of the type.
 * @param note what to correct, where they have labels already
 */
export function workerTemplate(project: Project, note?: string): string {
  const { taskType, labels, description, labeling } = project;
  const element: AnswerElement = LABEL_TASKS[taskType].element;
  const { name, choices, initialValue, shows = 'src' } = element;
  const object = '{{ task.input.taskObject }}';
  const start =
    initialValue &&
    `
    {%- if task.input.initialValue %}
    initial-value="${initialValue}"
    {%- endif %}`;
  const overlaps = labeling.allowOverlaps && taskType === 'named-entities' && '\n    allow-overlaps';
  const settings = Object.entries(element.settings?.(labeling) ?? {}).map(
    ([attribute, value]) => `\n    ${attribute}="${literal(value)}"`,
  );
  return page(
    project,
    element,
    `
    name="${name}"${shows === 'target' ? '' : `\n    ${OBJECTS[shows]}`}
    header="${literal(note ? `${description} (${note})` : description)}"
    ${choices}="${literal(JSON.stringify(labels))}"${overlaps || ''}${settings.join('')}${start ?? ''}`,
    shows === 'target'
      ? `\n    <classification-target style="white-space: pre-wrap">${object}</classification-target>`
      : '',
  );
}

/** How an element's attribute is given what is labeled. */
const OBJECTS = {
  src: 'src="{{ task.input.taskObject | grant_read_access }}"',
  text: 'text="{{ task.input.taskObject }}"',
};

/** The page on which workers follow objects through the frames of a video: `task.input.frames` are these. */
export const videoWorkerTemplate = (project: Project): string =>
  page(
    project,
    { tag: 'crowd-video-frames' },
    `
    name="annotations"
    frames="[{% for frame in task.input.frames %}&quot;{{ frame.uri | grant_read_access }}&quot;{% unless forloop.last %},{% endunless %}{% endfor %}]"
    header="${literal(project.description)}"
    labels="${literal(JSON.stringify(project.labels))}"`,
  );

function page(
  { instructions }: Project,
  { tag, bringsForm }: Pick<AnswerElement, 'tag' | 'bringsForm'>,
  attributes: string,
  target = '',
): string {
  const element = `  <${tag}${attributes}
  >${target}
    <full-instructions header="Instructions">
      ${paragraphs(instructions.full)}${examples('Good example', instructions.goodExamples)}${examples('Bad example', instructions.badExamples)}
    </full-instructions>
    <short-instructions>
      ${paragraphs(instructions.short)}
    </short-instructions>
  </${tag}>`;
  return `<script src="https://assets.crowd.aws/crowd-html-elements.js"></script>
${bringsForm ? element : `<crowd-form>\n${element}\n</crowd-form>`}
`;
}
