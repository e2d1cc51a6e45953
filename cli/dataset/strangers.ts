import type { Glance } from '../../shared/domain/dataset/formats/format.ts';
import { headsOf } from '../../shared/domain/dataset/formats/glance.ts';

/** Files that people have and no reader takes: what they are, and what to do instead. */
interface Stranger {
  title: string;
  todo: string;
  is(head: string): boolean;
}

const isList = (head: string) => /^\s*\[/.test(head);

const STRANGERS: readonly Stranger[] = [
  {
    title: 'COCO results: boxes of a model, without the images and the names of the classes',
    todo: 'name the COCO annotation file that the model was run on',
    is: (head) => isList(head) && head.includes('"image_id"') && head.includes('"category_id"'),
  },
  {
    title: "Label Studio's JSON-MIN, which leaves out which result belongs to which",
    todo: 'export the project as JSON',
    is: (head) => isList(head) && /"(original_width|annotation_id|annotator|lead_time)"\s*:/.test(head),
  },
  {
    title: 'LabelMe JSON, one file an image',
    todo: "make COCO of it first, with labelme's own labelme2coco.py",
    is: (head) => head.includes('"shapes"') && head.includes('"imagePath"'),
  },
  {
    title: 'a project or an export of VGG Image Annotator',
    todo: 'export the annotations as COCO format there',
    is: (head) => /"_via_|"region_attributes"|"shape_attributes"/.test(head),
  },
  {
    title: "a dataset of Supervisely's",
    todo: 'export it as COCO there',
    is: (head) => head.includes('"classTitle"') && head.includes('"objects"'),
  },
];

/** What the files are, where they are known for something that is not read. */
export async function recogniseStranger(place: Glance): Promise<Pick<Stranger, 'title' | 'todo'> | undefined> {
  if (place.files.length > 0 && place.files.every((file) => /\.(zip|tar|tgz|gz|7z|rar)$/i.test(file)))
    return { title: 'an archive', todo: 'unpack it and name the folder' };
  const heads = await headsOf(place, /\.json$/i);
  return STRANGERS.find(({ is }) => heads.some(is));
}
