import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { groupNames, keyName, keyRequests, readDeployment } from './deployment.ts';
import type { Deployment } from './deployment.ts';
import { readAssembly } from './assembly.ts';
import type { Assembly } from './assembly.ts';
import { Backends } from './backends.ts';
import { startEvents } from './events.ts';
import type { Events } from './events.ts';
import { openFunctionLog } from './functionLog.ts';
import type { FunctionLog } from './functionLog.ts';
import { Gateway } from './gateway.ts';
import { LambdaHost } from './lambdaHost.ts';
import { openKeys } from './managedKeys.ts';
import type { ManagedKeys } from './managedKeys.ts';
import type { LocalPlaces } from './physicalValues.ts';
import { startSchedules } from './schedules.ts';
import { startSignInProvider } from './signInProvider.ts';
import type { SignInProvider } from './signInProvider.ts';
import type { LocalPeople } from './signInPage.ts';
import { StaticSite } from './staticSite.ts';
import type { StaticSiteSettings } from './staticSite.ts';
import { startMappings } from './mappings.ts';

/** How a local cloud is to be started. */
export interface LocalCloudSettings {
  /** Folder of the cloud assembly (`cdk.out`). */
  readonly assembly: string;
  /** Folder for tables, keys and the log. */
  readonly data: string;
  /** Whether tables and keys are kept in memory only; the log stays a file. */
  readonly inMemory: boolean;
  /** Port of the API; 0 takes a free one. */
  readonly port: number;
  /** The built-in sign-in provider; undefined when the assembly trusts an outside issuer. */
  readonly signIn:
    { readonly port: number; readonly people: (groups: readonly string[]) => LocalPeople } | undefined;
  /** The static site; undefined where none is served. */
  readonly site?: StaticSiteSettings | undefined;
  readonly compileCache: string;
  /** Where published events are posted to, beside their log. */
  readonly webhook: string | undefined;
  /** The environment of this process: endpoints of an own DynamoDB or KMS, region, credentials. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Addresses of what runs. */
export interface LocalAddresses {
  readonly api: string;
  readonly site: string | undefined;
  readonly issuer: string | undefined;
  readonly clientId: string | undefined;
  readonly dynamodb: string;
  readonly kms: string;
  readonly keyId: string;
  readonly log: string;
  /** File of the published events. */
  readonly events: string;
}

const localAccount = '000000000000';
const localClientId = 'local-console';

interface Parts {
  readonly settings: LocalCloudSettings;
  readonly log: FunctionLog;
  readonly gateway: Gateway;
  readonly port: number;
  readonly backends: Backends;
  readonly keys: ManagedKeys;
  readonly events: Events;
  readonly signIn: SignInProvider | undefined;
  readonly site: StaticSite | undefined;
  readonly host: LambdaHost;
  readonly region: string;
}

async function startSignIn(
  settings: LocalCloudSettings,
  assembly: Assembly,
): Promise<SignInProvider | undefined> {
  const { signIn, data, inMemory } = settings;
  if (!signIn) return undefined;
  return startSignInProvider({
    port: signIn.port,
    clientId: localClientId,
    people: signIn.people(groupNames(assembly)),
    secretsFile: inMemory ? undefined : join(data, 'sign-in.json'),
  });
}

/** Where no site is served, pages of its usual address are still the ones that may call the API. */
function siteHost(site: StaticSite | undefined): string {
  return `127.0.0.1:${site?.port ?? 4182}`;
}

/** Where functions find what is not DynamoDB. */
function endpoints(keys: ManagedKeys, events: Events): Record<string, string> {
  return { AWS_ENDPOINT_URL_KMS: keys.endpoint, AWS_ENDPOINT_URL_EVENTBRIDGE: events.endpoint };
}

/** The deployed shape of an assembly on one machine: gateway, functions, tables, keys, streams, sign-in. */
export class LocalCloud {
  readonly addresses: LocalAddresses;
  readonly #parts: Parts;
  #deployment: Deployment | undefined;
  #running = new AbortController();
  #background: Promise<unknown> = Promise.resolve();

  private constructor(parts: Parts) {
    this.#parts = parts;
    this.addresses = {
      api: `http://127.0.0.1:${parts.port}`,
      site: parts.site && `http://${siteHost(parts.site)}`,
      issuer: parts.signIn?.issuer,
      clientId: parts.signIn?.clientId,
      dynamodb: parts.backends.dynamodb,
      kms: parts.keys.endpoint,
      keyId: parts.keys.firstSigningKey,
      log: parts.log.path,
      events: parts.events.file,
    };
  }

  /** Starts everything and deploys the assembly. Rejects with EADDRINUSE when the port is taken. */
  static async start(settings: LocalCloudSettings): Promise<LocalCloud> {
    mkdirSync(settings.data, { recursive: true, mode: 0o700 });
    const assembly = readAssembly(settings.assembly);
    const region = assembly.region ?? settings.environment['AWS_REGION'] ?? 'us-east-1';
    const account = assembly.account ?? localAccount;
    const log = openFunctionLog(join(settings.data, 'functions.log'));
    const gateway = new Gateway((arn, event) => host.invoke(arn, event), Date.now);
    const port = await gateway.listen(settings.port);
    const site = settings.site && (await StaticSite.start(settings.site));
    const [backends, keys, events, signIn] = await Promise.all([
      Backends.start({ ...settings, region }),
      openKeys({ ...settings, region, account, requests: keyRequests(assembly) }),
      startEvents({ ...settings, functionLog: log }),
      startSignIn(settings, assembly),
    ]);
    const platform = { ...backends.platform, ...endpoints(keys, events) };
    const host = new LambdaHost({
      log,
      platform,
      compileCache: settings.compileCache,
      warmPerFunction: 2,
      environmentsPerFunction: 12,
      environmentsInAll: 32,
    });
    const cloud = new LocalCloud({
      settings,
      log,
      gateway,
      port,
      backends,
      keys,
      events,
      signIn,
      site,
      host,
      region,
    });
    await cloud.deploy(settings.assembly);
    return cloud;
  }

  /** Puts an assembly in place of the running one; data stays. */
  async deploy(directory: string): Promise<void> {
    const { backends, keys, port, signIn, site, region, host, gateway } = this.#parts;
    const assembly = readAssembly(directory);
    const places: LocalPlaces = {
      region,
      account: assembly.account ?? localAccount,
      apiUrl: `http://127.0.0.1:${port}`,
      siteHost: siteHost(site),
      signIn: signIn && { issuer: signIn.issuer, clientId: signIn.clientId },
      key: (resource) => keys.named(keyName(resource)),
    };
    const deployment = readDeployment(assembly, places);
    await this.#stopBackground();
    const streams = await backends.ensureTables(deployment.tables);
    host.deploy(deployment.functions);
    await this.#runTriggers(deployment);
    gateway.deploy(deployment.api);
    if (deployment.site) site?.deploy(deployment.site);
    this.#deployment = deployment;
    this.#startBackground(deployment, streams);
  }

  /** Takes new code into use: environments are replaced, nothing else. */
  reload(): void {
    if (this.#deployment) this.#parts.host.deploy(this.#deployment.functions);
  }

  /** Takes new files of the site into use. */
  async reloadSite(): Promise<void> {
    await this.#parts.site?.reload();
  }

  /** Stops everything that was started. */
  async stop(): Promise<void> {
    const { gateway, host, backends, keys, events, signIn, site, log } = this.#parts;
    await gateway.close();
    await this.#stopBackground();
    await host.close();
    await Promise.all([backends.stop(), keys.stop(), events.stop(), signIn?.stop(), site?.close()]);
    log.close();
  }

  /** What CloudFormation would run while it deploys; a failure fails the deployment. */
  async #runTriggers(deployment: Deployment): Promise<void> {
    for (const arn of deployment.triggers) {
      const result = await this.#parts.host.invoke(arn, {});
      if (!result.ok) throw new Error(`${arn} failed: ${result.errorType}: ${result.errorMessage}`);
    }
  }

  #startBackground(deployment: Deployment, streams: ReadonlyMap<string, string>): void {
    const { host, log, backends, settings } = this.#parts;
    this.#running = new AbortController();
    const { signal } = this.#running;
    const folder = settings.inMemory ? undefined : settings.data;
    const mappings = startMappings(deployment.mappings, {
      host,
      log,
      streams,
      signal,
      folder,
      client: backends.streams(),
    });
    startSchedules(deployment.schedules, { host, log, signal });
    this.#background = mappings;
  }

  async #stopBackground(): Promise<void> {
    this.#running.abort();
    await this.#background;
  }
}
