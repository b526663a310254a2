import { resourcesOfType } from './assembly.ts';
import type { Assembly, Resource } from './assembly.ts';
import { asList, asRecord, asString } from './json.ts';
import type { JsonRecord } from './json.ts';
import type { PhysicalValues, Resolver } from './resolver.ts';

/** How a distribution answers for some of its paths. */
export interface SiteBehaviour {
  /** `*` stands for any text; `*` alone for every other path. */
  readonly pattern: string;
  readonly methods: readonly string[];
  readonly compress: boolean;
  /** Code of the function that runs before anything is looked up. */
  readonly onRequest: string | undefined;
  /** Put on every answer. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Headers that were stored with some of the files. */
export interface StoredHeaders {
  readonly exclude: readonly string[];
  readonly include: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
}

/** A static site as its template describes it. */
export interface SiteDefinition {
  /** In the order in which they are tried. */
  readonly behaviours: readonly SiteBehaviour[];
  /** File of the root. */
  readonly rootFile: string;
  /** What is answered for a file that is not there. */
  readonly missing: { readonly status: number; readonly file: string | undefined };
  readonly stored: readonly StoredHeaders[];
  /** Content of files that only the deployment knows, by path. */
  readonly made: Readonly<Record<string, string>>;
}

/** What a definition is read with. */
export interface SiteSources {
  readonly assembly: Assembly;
  readonly resolver: Resolver;
  readonly values: PhysicalValues;
}

/** Headers of a response headers policy, by the name of the setting that holds each. */
const securityHeaders: Readonly<Record<string, (settings: JsonRecord) => readonly [string, string]>> = {
  ContentSecurityPolicy: (set) => ['Content-Security-Policy', asString(set['ContentSecurityPolicy'])],
  ContentTypeOptions: () => ['X-Content-Type-Options', 'nosniff'],
  FrameOptions: (set) => ['X-Frame-Options', asString(set['FrameOption'])],
  ReferrerPolicy: (set) => ['Referrer-Policy', asString(set['ReferrerPolicy'])],
  StrictTransportSecurity: (set) => [
    'Strict-Transport-Security',
    `max-age=${Number(set['AccessControlMaxAgeSec'])}` +
      (set['IncludeSubdomains'] === true ? '; includeSubDomains' : '') +
      (set['Preload'] === true ? '; preload' : ''),
  ],
};

function policyHeaders(properties: JsonRecord): Record<string, string> {
  const policy = asRecord(properties['ResponseHeadersPolicyConfig']);
  const security = Object.entries(asRecord(policy['SecurityHeadersConfig'])).map(([name, settings]) => {
    const header = securityHeaders[name];
    if (!header) throw new Error(`The header setting ${name} is not known here`);
    return header(asRecord(settings));
  });
  const custom = asList(asRecord(policy['CustomHeadersConfig'])['Items'])
    .map(asRecord)
    .map(({ Header, Value }) => [asString(Header), asString(Value)] as const);
  return Object.fromEntries([...security, ...custom]);
}

/** The resource of a type that a reference, resolved, names. */
function named(sources: SiteSources, type: string, names: (resource: Resource) => string) {
  const found = new Map(
    resourcesOfType(sources.assembly, type).map((resource) => [
      names(resource),
      sources.resolver.properties(resource),
    ]),
  );
  return (reference: unknown): JsonRecord => {
    const properties = found.get(asString(reference));
    if (!properties) throw new Error(`${asString(reference)} names no ${type}`);
    return properties;
  };
}

function behavioursOf(distribution: JsonRecord, sources: SiteSources): readonly SiteBehaviour[] {
  const { values } = sources;
  const policy = named(sources, 'AWS::CloudFront::ResponseHeadersPolicy', (found) => values.ref(found));
  const code = named(sources, 'AWS::CloudFront::Function', (found) => values.attribute(found, 'FunctionARN'));
  const read = (behaviour: JsonRecord, pattern: string): SiteBehaviour => {
    const onRequest = asList(behaviour['FunctionAssociations'])
      .map(asRecord)
      .find(({ EventType }) => EventType === 'viewer-request');
    const { ResponseHeadersPolicyId, AllowedMethods, Compress } = behaviour;
    return {
      pattern,
      methods: AllowedMethods === undefined ? ['GET', 'HEAD'] : asList(AllowedMethods).map(asString),
      compress: Compress === true,
      onRequest: onRequest && asString(code(onRequest['FunctionARN'])['FunctionCode']),
      headers: ResponseHeadersPolicyId === undefined ? {} : policyHeaders(policy(ResponseHeadersPolicyId)),
    };
  };
  const special = asList(distribution['CacheBehaviors']).map(asRecord);
  return [
    ...special.map((behaviour) => read(behaviour, asString(behaviour['PathPattern']).replace(/^\//, ''))),
    read(asRecord(distribution['DefaultCacheBehavior']), '*'),
  ];
}

/** A bucket without listing answers 403 for what it does not hold. */
function missingOf(distribution: JsonRecord): SiteDefinition['missing'] {
  const answer = asList(distribution['CustomErrorResponses'])
    .map(asRecord)
    .find(({ ErrorCode }) => ErrorCode === 403);
  if (!answer) return { status: 403, file: undefined };
  return {
    status: Number(answer['ResponseCode']),
    file: asString(answer['ResponsePagePath']).replace(/^\//, ''),
  };
}

function storedHeaders(properties: JsonRecord): StoredHeaders {
  const texts = (value: unknown): readonly string[] => asList(value).map(asString);
  const { Exclude, Include, SystemMetadata } = properties;
  const headers = Object.entries(asRecord(SystemMetadata)).map(([name, value]) => [name, asString(value)]);
  return {
    exclude: texts(Exclude),
    include: texts(Include),
    headers: Object.fromEntries(headers) as Record<string, string>,
  };
}

/** The template carries what goes into this file as an output: in the file itself, addresses are still gaps. */
function configOf({ assembly, resolver }: SiteSources): string {
  for (const stack of assembly.stacks) {
    const output = asRecord(asRecord(stack.template['Outputs'])['ConsoleConfig']);
    if ('Value' in output) return asString(resolver.resolve(output['Value'], stack));
  }
  throw new Error('No stack has an output ConsoleConfig');
}

/** The site of an assembly; undefined for one without a distribution. */
export function readSite(sources: SiteSources): SiteDefinition | undefined {
  const { assembly, resolver } = sources;
  const [found, ...others] = resourcesOfType(assembly, 'AWS::CloudFront::Distribution');
  if (!found) return undefined;
  if (others.length > 0) throw new Error('Expected at most one AWS::CloudFront::Distribution');
  const distribution = asRecord(resolver.properties(found)['DistributionConfig']);
  const deployments = resourcesOfType(assembly, 'Custom::CDKBucketDeployment');
  return {
    behaviours: behavioursOf(distribution, sources),
    rootFile: asString(distribution['DefaultRootObject'] ?? ''),
    missing: missingOf(distribution),
    stored: deployments.map((deployment) => storedHeaders(resolver.properties(deployment))),
    made: { 'config.json': configOf(sources) },
  };
}
