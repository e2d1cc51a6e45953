/**
 * When Ground Truth formed a consolidation batch, from the payload's name (`…/2021-11-18_02:19:51.json`), as
 * `creation-date` spells times. The name alone decides, so a repeated call writes the same label.
 * @returns 1970 for a payload of another name, e.g. a test event
 */
export function payloadTime(key: string): string {
  const match = /(\d{4}-\d\d-\d\d)[_T](\d\d:\d\d:\d\d)[^/]*$/.exec(key);
  return match ? `${match[1]}T${match[2]}.000000` : '1970-01-01T00:00:00.000000';
}
