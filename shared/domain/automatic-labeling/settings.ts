import { type AutomaticLabeling, automaticLabelingSchema } from '../../contracts/automatic-labeling.ts';
import { parse } from '../../contracts/parse.ts';

/** What counts where a job or a project does not say otherwise. */
const DEFAULTS = { precision: 0.95, firstImages: 30, imagesPerRound: 20, maxRounds: 20 };

export type AutomaticSettings = typeof DEFAULTS & { dailyCap?: number };

/** Settings as the value of a job's tag, which may hold no JSON: `precision=0.95 firstImages=40`. */
export const settingsTag = (settings: AutomaticLabeling): string =>
  Object.entries(settings)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ') || 'on';

/**
 * Settings from a tag's value; undefined: the job has no such tag.
 * @throws InvalidDocumentError naming the setting
 */
export function readSettingsTag(value: string | undefined, what: string): AutomaticSettings {
  const words = (value ?? '').split(' ').filter((word) => word !== '' && word !== 'on');
  const given = Object.fromEntries(
    words.map((word) => {
      const [name, number = ''] = word.split('=');
      return [name, number.trim() === '' || Number.isNaN(Number(number)) ? number : Number(number)];
    }),
  );
  return settingsOf(parse(automaticLabelingSchema, given, what));
}

/** The settings with the defaults of those that are not given. */
export const settingsOf = (given: AutomaticLabeling): AutomaticSettings => ({
  precision: given.precision ?? DEFAULTS.precision,
  firstImages: given.firstImages ?? DEFAULTS.firstImages,
  imagesPerRound: given.imagesPerRound ?? DEFAULTS.imagesPerRound,
  maxRounds: given.maxRounds ?? DEFAULTS.maxRounds,
  ...(given.dailyCap !== undefined && { dailyCap: given.dailyCap }),
});
