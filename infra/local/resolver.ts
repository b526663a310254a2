import type { Assembly, Resource, Stack } from './assembly.ts';
import { asRecord, asString } from './json.ts';
import type { JsonRecord } from './json.ts';

/** What stands locally in the place of deployed resources. */
export interface PhysicalValues {
  readonly region: string;
  readonly account: string;
  /** What `Ref` answers for a resource. */
  ref(resource: Resource): string;
  /** What `Fn::GetAtt` answers; throws for an attribute without a local value. */
  attribute(resource: Resource, name: string): string;
  /** Last word on every resolved text: turns deployed addresses into local ones. */
  localize(text: string): string;
}

type Intrinsic = (argument: unknown, stack: Stack) => unknown;

/** CloudFormation's intrinsic functions, evaluated with local values. */
export class Resolver {
  readonly #assembly: Assembly;
  readonly #values: PhysicalValues;
  readonly #intrinsics: Readonly<Record<string, Intrinsic>> = {
    Ref: (argument, stack) => this.#ref(asString(argument), stack),
    'Fn::GetAtt': (argument, stack) => this.#getAtt(argument, stack),
    'Fn::Join': (argument, stack) => {
      const [separator, parts] = this.#list(argument, stack);
      return (parts as unknown[]).map(asString).join(asString(separator));
    },
    'Fn::Sub': (argument, stack) => this.#sub(argument, stack),
    'Fn::Select': (argument, stack) => {
      const [index, items] = this.#list(argument, stack);
      return (items as unknown[])[Number(index)];
    },
    'Fn::Split': (argument, stack) => {
      const [separator, text] = this.#list(argument, stack);
      return asString(text).split(asString(separator));
    },
    'Fn::If': (argument, stack) => {
      const [condition, yes, no] = argument as [string, unknown, unknown];
      return this.#raw(this.#condition(condition, stack) ? yes : no, stack);
    },
    'Fn::Equals': (argument, stack) => {
      const [left, right] = this.#list(argument, stack);
      return left === right;
    },
    'Fn::Not': (argument, stack) => !this.#list(argument, stack)[0],
    'Fn::And': (argument, stack) => this.#list(argument, stack).every(Boolean),
    'Fn::Or': (argument, stack) => this.#list(argument, stack).some(Boolean),
    Condition: (argument, stack) => this.#condition(asString(argument), stack),
    'Fn::FindInMap': (argument, stack) => {
      const [map, first, second] = this.#list(argument, stack).map(asString);
      const table = asRecord(asRecord(stack.template['Mappings'])[map ?? '']);
      return asRecord(table[first ?? ''])[second ?? ''];
    },
    'Fn::ImportValue': (argument, stack) => this.#import(asString(this.#raw(argument, stack))),
    'Fn::GetStackOutput': (argument, stack) => this.#stackOutput(this.#raw(argument, stack)),
  };

  constructor(assembly: Assembly, values: PhysicalValues) {
    this.#assembly = assembly;
    this.#values = values;
  }

  /** A resource's properties with every reference replaced by its local value. */
  properties(resource: Resource): JsonRecord {
    return asRecord(this.resolve(resource.properties, resource.stack));
  }

  /** Any value of a template, resolved in its stack. */
  resolve(value: unknown, stack: Stack): unknown {
    return this.#localized(this.#raw(value, stack));
  }

  #localized(value: unknown): unknown {
    if (typeof value === 'string') return this.#values.localize(value);
    if (Array.isArray(value)) return value.map((entry) => this.#localized(entry));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, this.#localized(entry)]));
  }

  #raw(value: unknown, stack: Stack): unknown {
    if (Array.isArray(value))
      return value.map((entry) => this.#raw(entry, stack)).filter((entry) => entry !== undefined);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value);
    const [first] = entries;
    const intrinsic = entries.length === 1 && first ? this.#intrinsics[first[0]] : undefined;
    if (intrinsic && first) return intrinsic(first[1], stack);
    const resolved = entries.map(([name, entry]) => [name, this.#raw(entry, stack)] as const);
    return Object.fromEntries(resolved.filter(([, entry]) => entry !== undefined));
  }

  #list(argument: unknown, stack: Stack): unknown[] {
    const list = this.#raw(argument, stack);
    if (!Array.isArray(list)) throw new Error(`Expected a list in ${JSON.stringify(argument)}`);
    return list;
  }

  #ref(name: string, stack: Stack): unknown {
    const pseudo: JsonRecord = {
      'AWS::Region': this.#values.region,
      'AWS::AccountId': this.#values.account,
      'AWS::Partition': 'aws',
      'AWS::URLSuffix': 'amazonaws.com',
      'AWS::StackName': stack.name,
      'AWS::StackId': `arn:aws:cloudformation:${this.#values.region}:${this.#values.account}:stack/${stack.name}/local`,
    };
    if (name === 'AWS::NoValue') return undefined;
    if (name in pseudo) return pseudo[name];
    const resource = stack.resources.get(name);
    if (resource) return this.#values.ref(resource);
    const parameter = asRecord(asRecord(stack.template['Parameters'])[name]);
    if ('Default' in parameter) return parameter['Default'];
    throw new Error(`${stack.name}: Ref ${name} has no local value`);
  }

  #getAtt(argument: unknown, stack: Stack): string {
    const [logicalId, ...path] = Array.isArray(argument)
      ? argument.map(asString)
      : asString(argument).split('.');
    const resource = stack.resources.get(logicalId ?? '');
    if (!resource) throw new Error(`${stack.name}: GetAtt of ${logicalId} finds no resource`);
    return this.#values.attribute(resource, path.join('.'));
  }

  #sub(argument: unknown, stack: Stack): string {
    const [text, own] = Array.isArray(argument)
      ? [asString(argument[0]), asRecord(argument[1])]
      : [asString(argument), {}];
    return text.replace(/\$\{(!?)([^}]+)\}/g, (whole, literal: string, name: string) => {
      if (literal) return `\${${name}}`;
      if (name in own) return asString(this.#raw(own[name], stack));
      const value = name.includes('.') ? this.#getAtt(name, stack) : this.#ref(name, stack);
      return value === undefined ? whole : asString(value);
    });
  }

  #condition(name: string, stack: Stack): boolean {
    return Boolean(this.#raw(asRecord(stack.template['Conditions'])[name], stack));
  }

  #import(name: string): unknown {
    for (const stack of this.#assembly.stacks) {
      for (const output of Object.values(asRecord(stack.template['Outputs']))) {
        const { Export, Value } = asRecord(output);
        if (Export && this.#raw(asRecord(Export)['Name'], stack) === name) return this.#raw(Value, stack);
      }
    }
    throw new Error(`No stack exports ${name}`);
  }

  #stackOutput(argument: unknown): unknown {
    const { StackName, OutputName } = asRecord(argument);
    const stack = this.#assembly.stacks.find(({ name }) => name === StackName);
    if (!stack) throw new Error(`No stack is called ${String(StackName)}`);
    return this.#raw(asRecord(asRecord(stack.template['Outputs'])[asString(OutputName)])['Value'], stack);
  }
}
