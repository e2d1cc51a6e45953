import * as z from 'zod/mini';
import type { SequenceTask } from '../../shared/domain/tracks/sequence-label.ts';
import { attribute, raw } from './template-text.ts';

/** An attribute of a label, or of a frame: a number, one of some values, or a text. */
const categoryAttributeSchema = z.looseObject({
  name: z.string().check(z.minLength(1)),
  type: z.enum(['number', 'string']),
  description: z.optional(z.string()),
  enum: z.optional(z.array(z.string())),
  minimum: z.optional(z.number()),
  maximum: z.optional(z.number()),
  isRequired: z.optional(z.boolean()),
});

/**
 * The label category file of a video frame task ("Label Category Configuration File with Label Category and Frame
 * Attributes Reference", Developer Guide). Boxes are what can be drawn.
 */
export const videoCategoriesSchema = z.looseObject({
  labels: z.array(
    z.looseObject({ label: z.string(), categoryAttributes: z.optional(z.array(categoryAttributeSchema)) }),
  ),
  categoryGlobalAttributes: z.optional(z.array(categoryAttributeSchema)),
  frameAttributes: z.optional(z.array(categoryAttributeSchema)),
  annotationType: z.optional(
    z.literal('BoundingBox', 'is not supported; BoundingBox is what the page of video frames draws'),
  ),
  instructions: z.optional(
    z.looseObject({ shortInstruction: z.optional(z.string()), fullInstruction: z.optional(z.string()) }),
  ),
});
type VideoCategories = z.infer<typeof videoCategoriesSchema>;

/**
 * The page of `HumanTaskUiArn` …:human-task-ui/VideoObjectTracking and …/VideoObjectDetection. `task.input.frames` are
 * the sequence's frames.
 */
export function videoTemplate(categories: VideoCategories, task: SequenceTask): string {
  const { labels, categoryGlobalAttributes = [], frameAttributes = [], instructions = {} } = categories;
  const ofLabels = Object.fromEntries(
    labels.map(({ label, categoryAttributes = [] }) => [label, [...categoryAttributes, ...categoryGlobalAttributes]]),
  );
  const { shortInstruction = '', fullInstruction = '' } = instructions;
  const json = (value: unknown) => raw(attribute(JSON.stringify(value)));
  const header = task === 'tracking' ? 'Follow each object through the frames' : 'Draw a box around each object';
  return `<crowd-form>
  <crowd-video-frames name="annotations" header="${header}"
    labels="${json(labels.map(({ label }) => label))}"
    label-attributes="${json(ofLabels)}" frame-attributes="${json(frameAttributes)}"
    frames="[{% for frame in task.input.frames %}&quot;{{ frame.uri | grant_read_access }}&quot;{% unless forloop.last %},{% endunless %}{% endfor %}]"
    initial-value="{{ task.input.initialValue | to_json | escape }}">
    <short-instructions>${raw(shortInstruction)}</short-instructions>
    <full-instructions header="Instructions">${raw(fullInstruction)}</full-instructions>
  </crowd-video-frames>
</crowd-form>`;
}
