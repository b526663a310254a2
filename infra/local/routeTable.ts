import type { ApiDefinition, Route } from './apiDefinition.ts';

/** A route that serves a request, with its path parameters decoded. */
export interface RouteMatch {
  readonly route: Route;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Percent-decoding that tells malformed text by `undefined` in place of an exception. */
export function decodePart(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

interface Node {
  readonly children: Map<string, Node>;
  parameter: { name: string; node: Node } | undefined;
  greedy: { name: string; node: Node } | undefined;
  readonly methods: Map<string, Route>;
}

const newNode = (): Node => ({
  children: new Map(),
  parameter: undefined,
  greedy: undefined,
  methods: new Map(),
});

function childOf(node: Node, segment: string): Node {
  const name = /^\{(.+)\}$/.exec(segment)?.[1];
  if (name === undefined) {
    const child = node.children.get(segment) ?? newNode();
    node.children.set(segment, child);
    return child;
  }
  if (name.endsWith('+')) return (node.greedy ??= { name: name.slice(0, -1), node: newNode() }).node;
  return (node.parameter ??= { name, node: newNode() }).node;
}

type Found = { readonly node: Node; readonly parameters: Readonly<Record<string, string>> } | undefined;

function walk(node: Node, segments: readonly string[]): Found {
  const [first, ...rest] = segments;
  if (first === undefined) return node.methods.size > 0 ? { node, parameters: {} } : undefined;
  const fixed = node.children.get(first);
  const found = (fixed && walk(fixed, rest)) ?? walkParameter(node, first, rest);
  if (found || !node.greedy) return found;
  return { node: node.greedy.node, parameters: { [node.greedy.name]: segments.join('/') } };
}

function walkParameter({ parameter }: Node, first: string, rest: readonly string[]): Found {
  const below = parameter && first !== '' ? walk(parameter.node, rest) : undefined;
  return (
    below && parameter && { node: below.node, parameters: { [parameter.name]: first, ...below.parameters } }
  );
}

function decodeAll(parameters: Readonly<Record<string, string>>): Record<string, string> | undefined {
  const decoded: [string, string][] = [];
  for (const [name, raw] of Object.entries(parameters)) {
    const value = decodePart(raw);
    if (value === undefined) return undefined;
    decoded.push([name, value]);
  }
  return Object.fromEntries(decoded);
}

function segmentsOf(path: string): readonly string[] {
  if (path === '/') return [];
  const segments = path.split('/').slice(1);
  // One slash at the end changes nothing.
  return segments.at(-1) === '' ? segments.slice(0, -1) : segments;
}

/** Finds routes: a fixed segment beats a parameter, a parameter beats a greedy one. */
export class RouteTable {
  readonly #root = newNode();

  constructor(routes: ApiDefinition['routes']) {
    for (const route of routes) {
      const node = segmentsOf(route.resource).reduce(childOf, this.#root);
      node.methods.set(route.method, route);
    }
  }

  /** The route of a raw path (still percent-encoded); undefined without one, `malformed` for a bad encoding. */
  find(method: string, path: string): RouteMatch | 'malformed' | undefined {
    const found = walk(this.#root, segmentsOf(path));
    const route = found?.node.methods.get(method) ?? found?.node.methods.get('ANY');
    if (!found || !route) return undefined;
    const parameters = decodeAll(found.parameters);
    return parameters ? { route, parameters } : 'malformed';
  }
}
