import { readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { asList, asRecord, asString } from './json.ts';
import type { JsonRecord } from './json.ts';

/** One resource of one stack, its properties not resolved yet. */
export interface Resource {
  readonly stack: Stack;
  readonly logicalId: string;
  readonly type: string;
  readonly properties: JsonRecord;
}

/** One synthesized stack. */
export interface Stack {
  readonly name: string;
  readonly template: JsonRecord;
  readonly resources: ReadonlyMap<string, Resource>;
  /** Folder of a file asset, by its hash. */
  readonly assets: ReadonlyMap<string, string>;
}

/** A cloud assembly: what `cdk synth` wrote. */
export interface Assembly {
  readonly stacks: readonly Stack[];
  /** As far as the stacks name one; else undefined. */
  readonly region: string | undefined;
  readonly account: string | undefined;
}

const readJson = (path: string): JsonRecord => asRecord(JSON.parse(readFileSync(path, 'utf8')));

function readAssets(directory: string, file: string): Map<string, string> {
  const files = Object.entries(asRecord(readJson(join(directory, file))['files']));
  const found = files.map(([hash, asset]): [string, string] => {
    const path = asString(asRecord(asRecord(asset)['source'])['path']);
    return [hash, isAbsolute(path) ? path : join(directory, path)];
  });
  return new Map(found);
}

function readStack(directory: string, artifact: JsonRecord, manifest: JsonRecord): Stack {
  const { templateFile, stackName } = asRecord(artifact['properties']);
  const template = readJson(join(directory, asString(templateFile)));
  const assets = new Map<string, string>();
  for (const dependency of asList(artifact['dependencies'])) {
    const other = asRecord(asRecord(manifest['artifacts'])[asString(dependency)]);
    if (other['type'] !== 'cdk:asset-manifest') continue;
    const file = asString(asRecord(other['properties'])['file']);
    for (const [hash, path] of readAssets(directory, file)) assets.set(hash, path);
  }
  const resources = new Map<string, Resource>();
  const name = asString(stackName ?? asString(templateFile).replace('.template.json', ''));
  const stack: Stack = { name, template, resources, assets };
  for (const [logicalId, definition] of Object.entries(asRecord(template['Resources']))) {
    const { Type, Properties } = asRecord(definition);
    resources.set(logicalId, { stack, logicalId, type: asString(Type), properties: asRecord(Properties) });
  }
  return stack;
}

/** Reads a cloud assembly from its folder (`cdk.out`): every stack, its resources and assets. */
export function readAssembly(directory: string): Assembly {
  const manifest = readJson(join(directory, 'manifest.json'));
  const artifacts = Object.entries(asRecord(manifest['artifacts'])).map(([id, artifact]) => ({
    ...asRecord(artifact),
    id,
  }));
  const stacks = artifacts.filter((artifact: JsonRecord) => artifact['type'] === 'aws:cloudformation:stack');
  const places = stacks.map((artifact: JsonRecord) =>
    /^aws:\/\/([^/]+)\/(.+)$/.exec(asString(artifact['environment'])),
  );
  const known = (text: string | undefined): string | undefined =>
    text?.startsWith('unknown') ? undefined : text;
  return {
    stacks: stacks.map((artifact) => readStack(directory, artifact, manifest)),
    account: known(places[0]?.[1]),
    region: known(places[0]?.[2]),
  };
}

/** All resources of one type, over all stacks. */
export function resourcesOfType(assembly: Assembly, type: string): readonly Resource[] {
  return assembly.stacks.flatMap((stack) =>
    [...stack.resources.values()].filter((found) => found.type === type),
  );
}
