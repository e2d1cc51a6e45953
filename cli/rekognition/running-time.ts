import { usageError } from '../command.ts';

const MINUTES = { m: 1, h: 60, d: 1440 };
const SHORTEST = 5;
const LONGEST = 7 * MINUTES.d;

/** `90m`, `1h`, `2d` -> minutes. @throws CommandError for anything else, and for times that nobody means */
export function minutesOf(text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)([mhd])$/.exec(text) ?? [];
  const minutes = number === undefined ? Number.NaN : Number(number) * MINUTES[unit as 'm' | 'h' | 'd'];
  if (minutes >= SHORTEST && minutes <= LONGEST) return minutes;
  throw usageError(`--for ${text} is no time from 5m to 7d`, 'e.g. --for 1h, --for 90m, --for 2d');
}

/** Minutes as people say them. */
export function sayMinutes(minutes: number): string {
  if (minutes < 60) return `${Math.round(minutes)} min`;
  const [hours, rest] = [Math.floor(minutes / 60), Math.round(minutes % 60)];
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}
