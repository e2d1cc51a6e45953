import * as z from 'zod/mini';
import { attribute, raw } from './template-text.ts';

/** What a label category file says of a named entity task beside the names: Ground Truth wants instructions in it. */
export const entityCategoriesSchema = z.looseObject({
  labels: z.array(z.looseObject({ label: z.string(), shortDisplayName: z.optional(z.string()) })),
  instructions: z.optional(
    z.looseObject({ shortInstruction: z.optional(z.string()), fullInstruction: z.optional(z.string()) }),
  ),
});
type EntityCategories = z.infer<typeof entityCategoriesSchema>;

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
