import JSON5 from 'json5';
import type { Project } from '../../shared/contracts/project.ts';
import { CommandError } from '../command.ts';
import { changeSettings, FIXED, isHyperparameter, listSettings, type Setting } from './project-settings.ts';

/** What the editor's text is kept in, and how it is changed. */
export interface SettingsFile {
  path: string;
  write(text: string): Promise<void>;
  /** Lets the person edit the file; resolves when the editor is closed. */
  edit(): Promise<void>;
  read(): Promise<string>;
  remove(): Promise<void>;
}

/** The settings that can change, a line each, with what the reader needs to know above them. */
export function settingsText(project: Project): string {
  const settings = listSettings(project, []).filter(([key]) => FIXED[key.split('.')[0]!] === undefined);
  const lines = settings.map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)},`);
  return [
    `// Settings of ${project.project}. Save and close to set them; nothing is set unless all of them are valid.`,
    '// A line that is left out keeps its setting, but for hyperparameters: those are removed. Empty: nothing changes.',
    '{',
    ...lines,
    '}',
    '',
  ].join('\n');
}

/**
 * What differs between a project and a text of its settings (JSON with comments and commas at will).
 * @throws CommandError when the text is no such list
 */
export function editedSettings(project: Project, text: string): Setting[] {
  if (text.trim() === '') return [];
  const edited = readEdited(text);
  const present = new Map(listSettings(project, []));
  const changed = Object.entries(edited).filter(
    ([key, value]) => JSON.stringify(present.get(key)) !== JSON.stringify(value),
  );
  const removed = [...present.keys()].filter((key) => isHyperparameter(key) && !Object.hasOwn(edited, key));
  return [...changed, ...removed.map((key): Setting => [key, undefined])];
}

function readEdited(text: string): Record<string, unknown> {
  let read: unknown;
  try {
    read = JSON5.parse(text);
  } catch (error) {
    const { message, lineNumber } = error as Error & { lineNumber?: number };
    throw new CommandError(
      `line ${lineNumber ?? '?'} of the settings cannot be read: ${message.replace('JSON5: ', '')}`,
    );
  }
  if (typeof read === 'object' && read !== null && !Array.isArray(read)) return read as Record<string, unknown>;
  throw new CommandError('the settings must be a list in braces: { "batch.maxImages": 200, … }');
}

/**
 * Lets a person edit a project's settings. What is refused stays in the file.
 * @returns what changed; to be applied to the project as it is by then
 * @throws CommandError that says what is wrong and where the text is
 */
export async function editSettings(project: Project, file: SettingsFile): Promise<Setting[]> {
  await file.write(settingsText(project));
  await file.edit();
  const settings = settingsFrom(project, file.path, await file.read());
  await file.remove();
  return settings;
}

/**
 * What a file changes, checked.
 * @param path of the text, which stays as it is
 * @throws CommandError that says what is wrong, and how the text is used when it is right
 */
export function settingsFrom(project: Project, path: string, text: string): Setting[] {
  try {
    const edited = editedSettings(project, text);
    changeSettings(project, edited);
    return edited;
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    const { todo } = error.details;
    const again = `correct ${path}, then \`labelloop config ${project.project} --file ${path}\``;
    throw new CommandError(error.message, { ...error.details, todo: todo ? `${todo}; ${again}` : again });
  }
}
