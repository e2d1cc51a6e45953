import { type CollectionTag, parseDocument, type ScalarTag, YAMLMap, YAMLSeq } from 'yaml';

/** A JSON value; CloudFormation's functions are objects with one key, e.g. `{ Ref: … }`, `{ 'Fn::Sub': … }`. */
export type YamlValue = null | boolean | number | string | YamlValue[] | { [name: string]: YamlValue };
export type Structure = { [name: string]: YamlValue };

export const isStructure = (value: unknown): value is Structure =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** YAML tag -> the function's name in JSON. `!GetAtt A.B` is the list `[A, B]` there. */
const shortForms: Record<string, string> = {
  '!Ref': 'Ref',
  '!Condition': 'Condition',
  '!GetAtt': 'Fn::GetAtt',
  '!Sub': 'Fn::Sub',
  '!If': 'Fn::If',
  '!Equals': 'Fn::Equals',
  '!Not': 'Fn::Not',
  '!Join': 'Fn::Join',
};

function longForm(name: string, value: YamlValue): Structure {
  if (name !== 'Fn::GetAtt' || typeof value !== 'string') return { [name]: value };
  const dot = value.indexOf('.');
  return { [name]: [value.slice(0, dot), value.slice(dot + 1)] };
}

const scalarTags: ScalarTag[] = Object.entries(shortForms).map(([tag, name]) => ({
  tag,
  resolve: (text) => longForm(name, text),
}));
const sequenceTags: CollectionTag[] = Object.entries(shortForms).map(([tag, name]) => ({
  tag,
  collection: 'seq',
  nodeClass: YAMLSeq,
  resolve(node) {
    const map = new YAMLMap();
    map.set(name, node as YAMLSeq);
    return map;
  },
}));

/**
 * Reads YAML with CloudFormation's short forms.
 * @param what the file, for the message
 * @throws Error naming the file and the tag or the place that cannot be read
 */
export function parseCloudFormationYaml(text: string, what: string): YamlValue {
  const document = parseDocument(text, { customTags: [...scalarTags, ...sequenceTags], merge: true });
  // The parser only warns of a tag that it does not know; here that is a piece of the template which would be lost.
  const [problem] = [...document.errors, ...document.warnings];
  if (problem) throw new Error(`${what} cannot be read: ${problem.message}`, { cause: problem });
  return document.toJS() as YamlValue;
}
