/** What travels between states. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

export const isJsonObject = (value: unknown): value is { [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Any value as JSON carries it: dates become ISO strings, members without a value disappear. */
export const asJson = (value: unknown): Json =>
  value === undefined ? null : (JSON.parse(JSON.stringify(value)) as Json);
