import { describe, expect, it } from 'vitest';
import { allOf, Attribute, Bindings, expression, listed } from '../../shared/store/expression.ts';

/** The text of an expression with the parameters of its request. */
function rendered(...parts: Parameters<Bindings['render']>[0][]) {
  const bindings = new Bindings();
  return { texts: parts.map((part) => bindings.render(part)), ...bindings.parameters() };
}

describe('an expression', () => {
  it('binds values in order and names by their own text', () => {
    expect(rendered(expression`#version = ${3} AND begins_with(#sk, ${'TAG#'})`)).toEqual({
      texts: ['#version = :v1 AND begins_with(#sk, :v2)'],
      ExpressionAttributeNames: { '#version': 'version', '#sk': 'sk' },
      ExpressionAttributeValues: { ':v1': { N: '3' }, ':v2': { S: 'TAG#' } },
    });
  });

  it('never reads names out of a value, whatever it holds', () => {
    expect(rendered(expression`#name = ${'x OR #pk = :v1 ${evil}'}`)).toEqual({
      texts: ['#name = :v1'],
      ExpressionAttributeNames: { '#name': 'name' },
      ExpressionAttributeValues: { ':v1': { S: 'x OR #pk = :v1 ${evil}' } },
    });
  });

  it('binds an attribute whose name is data, also one that would not parse', () => {
    expect(rendered(expression`attribute_exists(#roles.${new Attribute('rol_a.b[0] #')})`)).toEqual({
      texts: ['attribute_exists(#roles.#n1)'],
      ExpressionAttributeNames: { '#roles': 'roles', '#n1': 'rol_a.b[0] #' },
    });
  });

  it('inserts other expressions at the beginning, in the middle and at the end', () => {
    const inner = expression`#a = ${1}`;
    expect(
      rendered(expression`${inner} AND ${expression`(${inner} OR #b < ${2})`} AND NOT ${inner}`),
    ).toEqual({
      texts: ['#a = :v1 AND (#a = :v2 OR #b < :v3) AND NOT #a = :v4'],
      ExpressionAttributeNames: { '#a': 'a', '#b': 'b' },
      ExpressionAttributeValues: {
        ':v1': { N: '1' },
        ':v2': { N: '1' },
        ':v3': { N: '2' },
        ':v4': { N: '1' },
      },
    });
  });

  it('keeps the values of two expressions of one request apart', () => {
    expect(rendered(expression`SET #a = ${1}`, expression`#a = ${2}`)).toEqual({
      texts: ['SET #a = :v1', '#a = :v2'],
      ExpressionAttributeNames: { '#a': 'a' },
      ExpressionAttributeValues: { ':v1': { N: '1' }, ':v2': { N: '2' } },
    });
  });

  it('leaves out empty maps, which DynamoDB refuses', () => {
    expect(rendered(expression`attribute_exists(pk)`)).toEqual({ texts: ['attribute_exists(pk)'] });
  });

  it('joins conditions in parentheses, so that an OR inside stays inside', () => {
    const either = expression`#a = ${1} OR #b = ${2}`;
    expect(rendered(allOf([either, expression`#c = ${3}`])).texts).toEqual([
      '(#a = :v1 OR #b = :v2) AND (#c = :v3)',
    ]);
    expect(rendered(allOf([either])).texts).toEqual(['(#a = :v1 OR #b = :v2)']);
    expect(rendered(allOf([allOf([either]), expression`#c = ${3}`])).texts).toEqual([
      '(#a = :v1 OR #b = :v2) AND (#c = :v3)',
    ]);
  });

  it('lists assignments with commas', () => {
    const assignments = [expression`#a = ${1}`, expression`#b = ${2}`, expression`#c = ${3}`];
    expect(rendered(expression`SET ${listed(assignments)}`).texts).toEqual([
      'SET #a = :v1, #b = :v2, #c = :v3',
    ]);
  });
});
