import { readTokenPolicy, type TokenPolicy } from '../shared/policy/tokenPolicy.ts';
import {
  awsRegion,
  baseUrl,
  callbackUrl,
  credentialHeader,
  emailAddress,
  filled,
  issuerUrl,
  keyNames,
  prefixes,
  retention,
  serviceUser,
  truth,
  webAclRequests,
} from './settingValues.ts';

/** Who signs people in: the user pool that the data stack makes, or an OpenID Connect issuer of one's own. */
export type SignIn =
  | { readonly kind: 'userPool' }
  | { readonly kind: 'ownIssuer'; readonly issuer: string; readonly clientId: string };

/** A domain for the console, and the certificate that CloudFront shows for it. */
export interface ConsoleDomain {
  readonly name: string;
  /** In us-east-1: CloudFront takes it from there only. */
  readonly certificateArn: string;
}

/** Everything that differs between stages. Nothing else branches on the stage. */
export interface StageSettings {
  /** Part of every name: `service-users-<name>-…`. */
  readonly name: string;
  /** AWS region; the AWS CLI's own when left out. */
  readonly region?: string;
  readonly signIn: SignIn;
  /** Subjects or verified e-mail addresses of those who may switch to Super-Admin from the first start (SPEC section 4). */
  readonly superAdmins: readonly string[];
  /** The group at the identity provider whose members may switch to Super-Admin. */
  readonly superAdminGroup: string;
  /** Header that carries a service user's credential beside the person's own. */
  readonly serviceUserHeader: string;
  /** Prefixes of long-lived tokens: of service users' and of personal ones. Changing them ends no token. */
  readonly tokenPrefixes: readonly [service: string, personal: string];
  /** What long-lived tokens must keep to, when they are made and whenever they are used; nothing when left out. */
  readonly tokenPolicy?: TokenPolicy;
  /** Whether trust rules may name an issuer on this machine, over plain HTTP: for tests and the local product only. */
  readonly localIssuers?: boolean;
  /** Names of the signing keys: the first signs; all are published, so a next and a previous one can be among them. */
  readonly signingKeys: readonly [string, ...string[]];
  /** Base URL of the API behind an own domain; API Gateway's own URL when left out. */
  readonly publicUrl?: string;
  /** Whether the web console is part of the stage; without it no page of another origin may call the API. */
  readonly console: boolean;
  /** A domain of one's own for the console; CloudFront's when left out. */
  readonly consoleDomain?: ConsoleDomain;
  /** Whether console, API and sign-in are on this machine, over plain HTTP: the local product only. */
  readonly onThisMachine?: boolean;
  /** Where the user pool may send people after sign-in, beside the console. */
  readonly callbackUrls: readonly string[];
  readonly logRetentionDays: number;
  readonly throttle: { readonly ratePerSecond: number; readonly burst: number };
  /** Requests that one address may send in five minutes before the web ACL refuses it; no web ACL when left out. */
  readonly webAclRequests?: number;
  /** The id of the service user that the canary is; no canary when left out. */
  readonly canary?: string;
  /** Who hears of alarms; a topic without subscriber when left out. */
  readonly alarmEmail?: string;
  /** Deletion and termination protection, and data that outlives its stack. */
  readonly keepData: boolean;
}

const common = {
  signIn: { kind: 'userPool' },
  superAdmins: [],
  superAdminGroup: 'super-admins',
  serviceUserHeader: 'X-Amorphic-Service-User',
  tokenPrefixes: ['sut', 'pat'],
  signingKeys: ['first'],
  console: true,
  callbackUrls: [],
  logRetentionDays: 30,
  throttle: { ratePerSecond: 100, burst: 200 },
  keepData: true,
} as const satisfies Omit<StageSettings, 'name'>;

/** The stages. `local` is what `npm start` runs. */
export const stages = {
  dev: { ...common, name: 'dev' },
  prod: {
    ...common,
    name: 'prod',
    logRetentionDays: 365,
    throttle: { ratePerSecond: 1000, burst: 2000 },
  },
  // As much as API Gateway gives an account unasked: whole test runs go through one product.
  local: {
    ...common,
    name: 'local',
    localIssuers: true,
    onThisMachine: true,
    throttle: { ratePerSecond: 10_000, burst: 5000 },
  },
} as const satisfies Record<string, StageSettings>;

/** The name of a stage. */
export type StageName = keyof typeof stages;

/** The stages that are deployed. */
export const deployedStages = ['dev', 'prod'] as const satisfies readonly StageName[];

/** Settings that a user gives without editing source: `-c name=value` (lists are separated by commas). */
export const contextKeys = [
  'region',
  'issuer',
  'clientId',
  'superAdmins',
  'superAdminGroup',
  'serviceUserHeader',
  'tokenPrefixes',
  'tokenPolicy',
  'signingKeys',
  'publicUrl',
  'console',
  'consoleDomain',
  'consoleCertificate',
  'callbackUrls',
  'logRetentionDays',
  'alarmEmail',
  'webAclRequests',
  'canary',
  'keepData',
] as const;

/** What was given on the command line, by key. */
export type GivenSettings = Readonly<Partial<Record<(typeof contextKeys)[number], string>>>;

/**
 * The settings of a stage, with what was given in place of the stage's own.
 * @throws Error naming the setting that is not usable.
 */
export function stageSettings(name: string, given: GivenSettings = {}): StageSettings {
  const stage: StageSettings | undefined = Object.hasOwn(stages, name)
    ? stages[name as StageName]
    : undefined;
  if (stage === undefined) {
    throw new Error(`Unknown stage "${name}": use one of ${deployedStages.join(', ')} (-c stage=…).`);
  }
  const signIn = ownIssuer(given, stage.onThisMachine === true);
  return {
    ...stage,
    ...present({ signIn }),
    ...textSettings(given),
    ...listSettings(given),
    ...otherSettings(given),
  };
}

function textSettings(given: GivenSettings): Partial<StageSettings> {
  return present({
    region: read(given.region, awsRegion),
    superAdminGroup: read(given.superAdminGroup, (value) => filled('superAdminGroup', value)),
    serviceUserHeader: read(given.serviceUserHeader, credentialHeader),
    alarmEmail: read(given.alarmEmail, (value) => emailAddress('alarmEmail', value)),
    publicUrl: read(given.publicUrl, (value) => baseUrl('publicUrl', value)),
  });
}

function listSettings(given: GivenSettings): Partial<StageSettings> {
  return present({
    superAdmins: read(given.superAdmins, listOf),
    callbackUrls: read(given.callbackUrls, (value) => listOf(value).map(callbackUrl)),
    tokenPrefixes: read(given.tokenPrefixes, (value) => prefixes(listOf(value))),
    signingKeys: read(given.signingKeys, (value) => keyNames(listOf(value))),
  });
}

function otherSettings(given: GivenSettings): Partial<StageSettings> {
  return present({
    console: read(given.console, (value) => truth('console', value)),
    consoleDomain: consoleDomain(given),
    tokenPolicy: read(given.tokenPolicy, tokenPolicy),
    canary: read(given.canary, (value) => serviceUser('canary', value)),
    webAclRequests: read(given.webAclRequests, webAclRequests),
    keepData: read(given.keepData, (value) => truth('keepData', value)),
    logRetentionDays: read(given.logRetentionDays, retention),
  });
}

function tokenPolicy(json: string): TokenPolicy {
  try {
    return readTokenPolicy(json);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`tokenPolicy cannot be used: ${why}`, { cause: error });
  }
}

function ownIssuer({ issuer, clientId }: GivenSettings, onThisMachine: boolean): SignIn | undefined {
  if (issuer === undefined && clientId === undefined) return undefined;
  if (issuer === undefined || clientId === undefined) {
    throw new Error('An own issuer needs both: -c issuer=https://… -c clientId=…');
  }
  return {
    kind: 'ownIssuer',
    issuer: issuerUrl(issuer, onThisMachine),
    clientId: filled('clientId', clientId),
  };
}

function consoleDomain(given: GivenSettings): ConsoleDomain | undefined {
  const { consoleDomain: name, consoleCertificate: certificateArn } = given;
  if (name === undefined && certificateArn === undefined) return undefined;
  if (name === undefined || certificateArn === undefined) {
    throw new Error('A domain for the console needs both: -c consoleDomain=… -c consoleCertificate=arn:…');
  }
  if (!/^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/.test(name)) {
    throw new Error(`consoleDomain must be a domain such as console.example.com, but is "${name}".`);
  }
  if (!/^arn:aws[a-z-]*:acm:us-east-1:\d{12}:certificate\/[\w-]+$/.test(certificateArn)) {
    throw new Error(
      `consoleCertificate must be an ACM certificate in us-east-1, but is "${certificateArn}".`,
    );
  }
  return { name, certificateArn };
}

function read<Value>(text: string | undefined, reader: (text: string) => Value): Value | undefined {
  return text === undefined ? undefined : reader(text);
}

function listOf(value: string): readonly string[] {
  return value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/** Leaves out what was not given, so that it does not hide the stage's own setting. */
function present<Settings extends object>(settings: Settings) {
  const given = Object.entries(settings).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as { [Key in keyof Settings]?: Exclude<Settings[Key], undefined> };
}
