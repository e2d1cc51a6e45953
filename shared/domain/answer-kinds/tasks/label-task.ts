import type { CrowdElementName } from '../../../contracts/crowd-elements.ts';
import type { LabelCounts } from '../../../contracts/dataset.ts';
import type { ExportFormat } from '../../../contracts/export-formats.ts';
import type { Project, TaskType } from '../../../contracts/project.ts';
import type { AnswerKindName } from '../answer-kinds.ts';

/** A label as a manifest's line holds it: the attribute's value and `<attribute>-metadata`. */
export interface Label {
  value: unknown;
  metadata: object;
}

/** What the labeling engine knows of a type of task. */
export interface TaskTypeFacts {
  /** The kind of its answers; undefined where it can be any. */
  answer: AnswerKindName | undefined;
  /** As in `PRE-<name>` and `ACS-<name>` of Ground Truth's built-in Lambda ARNs. */
  builtInHooks: readonly string[];
  /** Whether the label is the S3 URI of a file; the attribute's name ends in `-ref` then. */
  labelIsFile: boolean;
  /** Fewest classes of a job. */
  fewestLabels: number;
  /** The crowd element that workers answer with. */
  element: { tag: CrowdElementName };
}

/** The crowd element of a project's tasks. */
export interface AnswerElement {
  tag: CrowdElementName;
  /** How it is given what is labeled: `src` or `text`, its attribute; `target`, an element in it. Default: `src`. */
  shows?: 'text' | 'target';
  /** It brings a `crowd-form` of its own. */
  bringsForm?: true;
  /** What its answer is submitted under; Ground Truth's own templates have the same. */
  name: string;
  /** Further attributes, by what the project says of its labeling. */
  settings?(labeling: Project['labeling']): Readonly<Record<string, string>>;
  /** The attribute that lists the classes. */
  choices: 'labels' | 'categories';
  /** Its `initial-value` where a task has one, in Liquid; without: its workers start from nothing. */
  initialValue?: string;
}

/** What a new project says to its workers; people change it in project.json. */
export interface TaskWords {
  /** Before the list of classes. */
  description: string;
  short: string;
  full: string;
  keywords: string[];
}

/**
 * What a project's way from a drop to a dataset version must know of its task type beside that: one file each beside
 * this one, all of them in `task-types.ts`.
 */
export interface LabelTask<Type extends TaskType = TaskType> extends TaskTypeFacts {
  /** What is dropped and labeled. */
  subject: 'images' | 'texts';
  /** The attribute of its labels. */
  attribute: string;
  /**
   * Folders in `algorithms/` that learn from its labels; new projects have the first one. None: they end as datasets.
   */
  algorithms: readonly string[];
  element: AnswerElement;
  words: TaskWords;
  /** Formats that can hold its labels (`docs/dataset-formats.md`). */
  exports: readonly ExportFormat[];
  /**
   * Reads a label as a labeling job wrote it, and leaves what belongs into a dataset.
   * @param what the line's name for messages
   * @throws InvalidDocumentError
   */
  read(label: { value: unknown; metadata: unknown }, what: string): Label;
  /** What the metadata of each of a project's labels says beside that, of the project. */
  describes?(project: Pick<Project, 'labels' | 'labeling'>): object;
  /** Counts labels of datasets. @param labels class names by id */
  count(dataset: readonly Label[], labels: readonly string[]): LabelCounts & { taskType: Type };
}
