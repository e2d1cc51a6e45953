import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isStructure, parseCloudFormationYaml, type Structure, type YamlValue } from './cloudformation-yaml.ts';

/**
 * A variable of the framework: `${self:a.b}`, `${self:a.b, self:c.d}`, `${opt:stage, 'dev'}`, `${param:x, null}`.
 * CloudFormation's `${AWS::X}` and `${Name}` are none.
 */
const variable = /\$\{([a-z]+)(?::([^},${]*)|\(([^)}]*)\))(?:,\s*(?:'([^']*)'|self:([\w.-]+)|(null)))?\}/g;

/**
 * Resolves the framework's variables as far as our files use them: `self:`, `sls:stage`, `opt:`, `param:`, `file()`.
 * @throws Error naming a variable that it does not know
 */
export class FrameworkVariables {
  readonly #root: string;
  readonly #document: Structure;
  readonly #options: Record<string, string>;

  /** @param options as on the command line, e.g. `{ stage: 'dev' }`; parameters beside them */
  constructor(root: string, document: Structure, options: Record<string, string>) {
    this.#root = root;
    this.#document = document;
    this.#options = options;
  }

  resolve(value: YamlValue): YamlValue {
    if (typeof value === 'string') return this.#resolveText(value);
    if (Array.isArray(value)) return value.map((item) => this.resolve(item));
    if (!isStructure(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, this.resolve(item)]));
  }

  #resolveText(text: string): YamlValue {
    const matches = [...text.matchAll(variable)];
    if (matches.length === 0) return text;
    // Alone, a variable may stand for a whole structure; inside a text it is text.
    if (matches[0]![0] === text) return this.#valueOf(matches[0]!);
    // Inner ones first: what they give may complete the name of an outer one.
    return this.#resolveText(
      text.replaceAll(variable, (...match) => String(this.#valueOf(match as unknown as RegExpMatchArray))),
    );
  }

  #valueOf([whole, source, address, file, fallback, otherAddress, nothing]: RegExpMatchArray | string[]): YamlValue {
    if (source === 'file' && file !== undefined) return this.#readFile(file);
    if (source === 'self' && address)
      return this.resolve(this.#find(address) ?? fallback ?? this.#lookUp(otherAddress ?? address));
    if (source === 'sls' && address === 'stage') return this.#options.stage ?? this.#stageOfProvider();
    if ((source === 'opt' || source === 'param') && address) {
      const option = this.#options[address] ?? fallback;
      if (option !== undefined) return option;
      if (nothing !== undefined) return null;
    }
    throw new Error(`serverless.yml: the laptop cloud does not know the variable ${whole}`);
  }

  #stageOfProvider(): YamlValue {
    return this.resolve(this.#lookUp('provider.stage'));
  }

  #find(address: string): YamlValue | undefined {
    let value: YamlValue | undefined = this.#document;
    for (const name of address.split('.')) value = isStructure(value) ? value[name] : undefined;
    return value;
  }

  #lookUp(address: string): YamlValue {
    const value = this.#find(address);
    if (value === undefined) throw new Error(`serverless.yml has no ${address}, which a variable names`);
    return value;
  }

  #readFile(path: string): YamlValue {
    const text = readFileSync(join(this.#root, path), 'utf8');
    // The state machine's own ${Name}s are DefinitionSubstitutions, not variables of the framework.
    return path.endsWith('.asl.json') ? JSON.parse(text) : this.resolve(parseCloudFormationYaml(text, path));
  }
}
