import * as z from 'zod/mini';

/** What a label category file says of a named entity task beside the names: Ground Truth wants instructions in it. */
export const entityCategoriesSchema = z.looseObject({
  labels: z.array(z.looseObject({ label: z.string(), shortDisplayName: z.optional(z.string()) })),
  instructions: z.optional(
    z.looseObject({ shortInstruction: z.optional(z.string()), fullInstruction: z.optional(z.string()) }),
  ),
});
type EntityCategories = z.infer<typeof entityCategoriesSchema>;

const HUMAN_TASK_UI = /^arn:aws[\w-]*:sagemaker:[a-z0-9-]+:\d{12}:human-task-ui\/(\w+)$/;

/** The name of AWS's own page that an ARN stands for, as `NamedEntityRecognition`; undefined for other ARNs. */
export const nameOfHumanTaskUi = (arn: string): string | undefined => HUMAN_TASK_UI.exec(arn)?.[1];

/**
 * The page of `HumanTaskUiArn` …:human-task-ui/NamedEntityRecognition: labels and instructions come from the job's
 * label category file. Instructions are HTML, as Ground Truth takes them; nothing in them is Liquid.
 */
export function entityTemplate({ labels, instructions = {} }: EntityCategories): string {
  const listed = labels.map(({ label, shortDisplayName }) => ({
    label,
    ...(shortDisplayName && { shortDisplayName }),
  }));
  const { shortInstruction = '', fullInstruction = '' } = instructions;
  return `<crowd-entity-annotation name="crowd-entity-annotation" header="Highlight parts of the text and choose their label"
  labels="${raw(attribute(JSON.stringify(listed)))}" text="{{ task.input.taskObject }}"
  initial-value="{{ task.input.initialValue | to_json | escape }}">
  <short-instructions>${raw(shortInstruction)}</short-instructions>
  <full-instructions header="Instructions">${raw(fullInstruction)}</full-instructions>
</crowd-entity-annotation>`;
}

const raw = (html: string) => `{% raw %}${html.replaceAll(/\{%-?\s*endraw\s*-?%\}/g, '')}{% endraw %}`;

const attribute = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
