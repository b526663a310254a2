import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { Source } from 'aws-cdk-lib/aws-s3-deployment';
import type { CloudFormationStackArtifact } from 'aws-cdk-lib/cx-api';
import { serviceUsersApp, type AppProps } from '../../infra/app.ts';
import type { GivenSettings } from '../../infra/stages.ts';

/** One resource of a template. */
export interface Resource {
  readonly Type: string;
  // Templates are data of CloudFormation's shapes; each test reads what it names.
  readonly Properties: Record<string, unknown>;
  readonly DependsOn?: readonly string[];
  readonly DeletionPolicy?: string;
}

/** One synthesized stack. */
export interface SynthesizedStack {
  readonly resources: Readonly<Record<string, Resource>>;
  readonly terminationProtection: boolean;
  /** Names under which it exports values to other stacks. */
  readonly exported: readonly string[];
  /** Other stacks that are deployed before it, by the last part of their names. */
  readonly waitsFor: readonly string[];
  /** Size of the template as it is uploaded. */
  readonly bytes: number;
}

/** The synthesized stacks of one stage. */
export interface Synthesized {
  readonly data: SynthesizedStack;
  readonly api: SynthesizedStack;
  readonly watch: SynthesizedStack;
  /** Where the console is served; absent in a stage without console. */
  readonly console?: SynthesizedStack;
  /** What is put there. */
  readonly consoleFiles?: SynthesizedStack;
}

function stackOf(stacks: readonly CloudFormationStackArtifact[], name: string): SynthesizedStack | undefined {
  const stack = stacks.find(({ stackName }) => stackName.endsWith(`-${name}`));
  if (stack === undefined) return undefined;
  const { Resources, Outputs = {} } = stack.template as {
    Resources: Record<string, Resource>;
    Outputs?: Record<string, { Export?: { Name: string } }>;
  };
  return {
    resources: Resources,
    exported: Object.values(Outputs).flatMap(({ Export }) => (Export === undefined ? [] : [Export.Name])),
    bytes: JSON.stringify(stack.template, undefined, 1).length,
    terminationProtection: stack.terminationProtection ?? false,
    waitsFor: stack.dependencies
      .map(({ id }) => id.replace(/^ServiceUsers-[a-z]+-/, ''))
      .filter((id) => !id.endsWith('.assets')),
  };
}

/** Synthesizes the app, with code that is never run, and fails on any policy finding. */
export function synthesize(props: AppProps): Synthesized {
  const outdir = mkdtempSync(path.join(tmpdir(), 'service-users-'));
  try {
    const app = serviceUsersApp({
      codeOf: () => Code.fromInline('export const handler = 1;'),
      files: Source.data('index.html', ''),
      ...props,
      outdir,
    });
    const { stacks } = app.synth();
    const [data, api, watch] = ['Data', 'Api', 'Watch'].map((name) => stackOf(stacks, name));
    const [site, files] = ['Console', 'ConsoleFiles'].map((name) => stackOf(stacks, name));
    if (data === undefined || api === undefined || watch === undefined)
      throw new Error('three stacks expected');
    return { data, api, watch, ...(site && { console: site }), ...(files && { consoleFiles: files }) };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

const kept = new Map<string, Synthesized>();

/** The stacks of a stage, with these settings in place of its own, synthesized once per process. */
export function synthesizedStage(stage: string, given: GivenSettings = {}): Synthesized {
  const key = JSON.stringify([stage, given]);
  const synthesized = kept.get(key) ?? synthesize({ stage, given, onThisMachine: stage === 'local' });
  kept.set(key, synthesized);
  return synthesized;
}

/** All resources of a type, with their logical ids. */
export function ofType({ resources }: SynthesizedStack, type: string): [string, Resource][] {
  return Object.entries(resources).filter(([, resource]) => resource.Type === type);
}

/** The one resource of a type. */
export function theOne(stack: SynthesizedStack, type: string): Resource {
  const [first, ...others] = ofType(stack, type);
  if (first === undefined || others.length > 0) throw new Error(`not exactly one ${type}`);
  return first[1];
}

/** A property of a resource by its path. */
export function property(resource: Resource, ...names: (string | number)[]): unknown {
  let value: unknown = resource.Properties;
  for (const name of names) value = (value as Record<string | number, unknown> | undefined)?.[name];
  return value;
}

/**
 * An intrinsic function as short text: references by their logical id, `<stack>:` imports by the part of the
 * exported name that tells them apart. Literal text stays as it is.
 */
export function text(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return String(value);
  const entry = Object.entries(value)[0];
  if (entry === undefined) return '';
  const [name, argument] = entry as [string, unknown];
  switch (name) {
    case 'Fn::Join':
      return (argument as [string, unknown[]])[1].map(text).join((argument as [string, unknown[]])[0]);
    case 'Fn::GetAtt':
      return `<${(argument as string[]).join('.')}>`;
    case 'Fn::ImportValue':
      return `<${text(argument).replace(/^.*:ExportsOutput/, '')}>`;
    default:
      return `<${text(argument)}>`;
  }
}
