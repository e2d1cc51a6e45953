import { commands } from './commands.ts';

/** What works on this machine's files alone, so that it takes no place. */
const WITHOUT_PLACE = ['up', 'demo', 'run', 'dataset', 'consolidate', 'completion', 'cost estimate', 'algorithms'];
/** Commands of which a second word is a part. */
const GROUPS = ['algorithms', 'batch', 'cost', 'dead-letters', 'forget', 'models', 'workers'];

const NAMED = new RegExp(
  `\\blabelloop ((?:${GROUPS.join('|')}) [a-z-]+|${Object.keys(commands).join('|')})(?![\\w-])([^\`\\n]*)`,
  'g',
);

/** The words that say where, as they were typed; empty on this machine. */
export function placeWords({ stage, region, profile }: Readonly<Record<string, unknown>>): string {
  if (stage === undefined) return '';
  return Object.entries({ stage, region, profile })
    .filter(([, value]) => typeof value === 'string')
    .map(([name, value]) => ` --${name} ${value}`)
    .join('');
}

/**
 * Lets each command that a text names carry the place where the text came from, so that people can type it as it
 * stands.
 * @param place of `placeWords`
 */
export function inPlace(text: string, place: string): string {
  if (place === '') return text;
  return text.replace(NAMED, (whole, command: string, rest: string) =>
    /--(stage|help)\b/.test(rest) || WITHOUT_PLACE.some((name) => command === name || command.startsWith(`${name} `))
      ? whole
      : `labelloop ${command}${place}${inPlace(rest, place)}`,
  );
}
