import { parseJson } from '../../shared/contracts/parse.ts';
import { entityCategoriesSchema, entityTemplate } from './entity-template.ts';
import { videoCategoriesSchema, videoTemplate } from './video-template.ts';

const HUMAN_TASK_UI = /^arn:aws[\w-]*:sagemaker:[a-z0-9-]+:\d{12}:human-task-ui\/(\w+)$/;

/** AWS's own pages that this engine has too: the text of a label category file -> a template. */
const PAGES: Readonly<Record<string, (categories: string, what: string) => string>> = {
  NamedEntityRecognition: (text, what) => entityTemplate(parseJson(entityCategoriesSchema, text, what)),
  VideoObjectTracking: (text, what) => videoTemplate(parseJson(videoCategoriesSchema, text, what), 'tracking'),
  VideoObjectDetection: (text, what) => videoTemplate(parseJson(videoCategoriesSchema, text, what), 'detection'),
};

export const HUMAN_TASK_UIS = Object.keys(PAGES);

/** The name of AWS's own page that an ARN stands for; undefined for other ARNs. */
export const nameOfHumanTaskUi = (arn: string): string | undefined => HUMAN_TASK_UI.exec(arn)?.[1];

/**
 * The template of the page that an ARN names.
 * @param categories the label category file, @param what its name for messages
 * @throws InvalidDocumentError
 */
export function templateOfHumanTaskUi(arn: string, categories: string, what: string): string {
  return PAGES[nameOfHumanTaskUi(arn)!]!(categories, what);
}
