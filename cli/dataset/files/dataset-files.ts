/** What a conversion puts beside the dataset. */
export const CLASS_LIST = 'classes.json';
export const PROBLEM_FILE = 'problems.jsonl';
const BESIDE = new Set([CLASS_LIST, PROBLEM_FILE]);

/** A dataset version of a project; its image lists, exports and counts say the same again. */
const VERSION_MANIFESTS = ['train.manifest', 'validation.manifest'];
const VERSION_SUMMARY = 'summary.json';

/** What of the files of a place is the dataset, and which one of them lists its classes, if any does. */
export function datasetFiles(all: readonly string[]): { files: readonly string[]; classList: string | undefined } {
  if (all.length < 2) return { files: all, classList: undefined };
  if ([VERSION_SUMMARY, ...VERSION_MANIFESTS].every((file) => all.includes(file)))
    return { files: VERSION_MANIFESTS, classList: VERSION_SUMMARY };
  return {
    files: all.filter((file) => !BESIDE.has(file)),
    classList: all.includes(CLASS_LIST) ? CLASS_LIST : undefined,
  };
}
