import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { writeAttribute } from './attributes.ts';

/** A DynamoDB expression: literal pieces around values and attribute names. */
export interface Expression {
  readonly pieces: readonly string[];
  readonly values: readonly unknown[];
  /** Whether it stands in one pair of parentheses already: DynamoDB refuses a second one as redundant. */
  readonly enclosed?: boolean;
}

/** An attribute name inside an expression, for names that are data (the key of a map). */
export class Attribute {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

/**
 * Writes an expression: `#word` is the attribute `word`, an interpolated {@link Attribute} is the attribute of that name,
 * an interpolated {@link Expression} is inserted, anything else is a value.
 */
export function expression(strings: TemplateStringsArray, ...inserted: readonly unknown[]): Expression {
  const pieces: string[] = [strings[0] ?? ''];
  const values: unknown[] = [];
  inserted.forEach((value, at) => {
    const after = strings[at + 1] ?? '';
    if (isExpression(value)) {
      const [first = '', ...rest] = value.pieces;
      pieces.push((pieces.pop() ?? '') + first, ...rest);
      pieces.push((pieces.pop() ?? '') + after);
      values.push(...value.values);
    } else {
      values.push(value);
      pieces.push(after);
    }
  });
  return { pieces, values };
}

/** Joins expressions with `AND`, each in parentheses. */
export function allOf(parts: readonly Expression[]): Expression {
  return parts.map(enclose).reduce((left, right) => expression`${left} AND ${right}`);
}

/** Joins expressions with `OR`. */
export function anyOf(parts: readonly Expression[]): Expression {
  return parts.reduce((left, right) => expression`${left} OR ${right}`);
}

function enclose(part: Expression): Expression {
  return part.enclosed === true ? part : { ...expression`(${part})`, enclosed: true };
}

/** Joins expressions with a comma, as in SET clauses. */
export function listed(parts: readonly Expression[]): Expression {
  return parts.reduce((left, right) => expression`${left}, ${right}`);
}

function isExpression(value: unknown): value is Expression {
  return typeof value === 'object' && value !== null && 'pieces' in value && 'values' in value;
}

/** The names and values of the expressions of one request. */
export class Bindings {
  readonly names: Record<string, string> = {};
  readonly values: Record<string, AttributeValue> = {};
  #count = 0;

  /** The text of an expression, with its names and values bound. */
  render({ pieces, values }: Expression): string {
    const [first = '', ...rest] = pieces;
    return rest.reduce(
      (text, piece, at) => text + this.#bind(values[at]) + this.#literal(piece),
      this.#literal(first),
    );
  }

  /** What a request carries beside its expressions; empty maps are left out, as DynamoDB asks. */
  parameters(): {
    ExpressionAttributeNames?: Record<string, string>;
    ExpressionAttributeValues?: Record<string, AttributeValue>;
  } {
    return {
      ...(Object.keys(this.names).length === 0 ? {} : { ExpressionAttributeNames: this.names }),
      ...(Object.keys(this.values).length === 0 ? {} : { ExpressionAttributeValues: this.values }),
    };
  }

  #literal(piece: string): string {
    for (const [alias, name] of piece.matchAll(/#(\w+)/g)) this.names[alias] = name ?? '';
    return piece;
  }

  #bind(value: unknown): string {
    this.#count += 1;
    if (value instanceof Attribute) {
      const alias = `#n${this.#count}`;
      this.names[alias] = value.name;
      return alias;
    }
    const alias = `:v${this.#count}`;
    this.values[alias] = writeAttribute(value);
    return alias;
  }
}
