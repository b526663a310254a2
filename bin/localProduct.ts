import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from '../infra/build.ts';
import { buildConsole } from '../infra/consoleBuild.ts';
import type { ConsoleBuild } from '../infra/consoleBuild.ts';
import { assemble } from '../infra/local/assemble.ts';
import { LocalCloud } from '../infra/local/localCloud.ts';
import { signIn } from '../infra/local/signIn.ts';
import type { LocalPeople } from '../infra/local/signInPage.ts';
import { consolePort, signInPort } from './keptPorts.ts';
import type { PersonName } from './people.ts';
import { seed } from './seed.ts';

/** An issuer trusted in place of the built-in provider. */
export interface OutsideIssuer {
  readonly issuer: string;
  readonly clientId: string;
}

/** How the local product is to be started. */
export interface LocalProductSettings {
  readonly data: string;
  readonly inMemory: boolean;
  /** Port of the API; 0 takes a free one. */
  readonly port: number;
  readonly outside: OutsideIssuer | undefined;
  /** Whether the web console is built and served; where there is none, the rest runs without. */
  readonly console: boolean;
  /** Issuer subjects or e-mail addresses of further people who may switch to Super-Admin. */
  readonly superAdmins: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where published events are posted to, beside their log. */
  readonly webhook: string | undefined;
  /** Who can sign in at the built-in provider, given the groups whose members may switch to Super-Admin. */
  readonly people: (superAdminGroups: readonly string[]) => LocalPeople;
  /** Told what begins, and again, with the milliseconds it took, when it is done. */
  readonly progress: (step: string, milliseconds?: number) => void;
}

/** A running product. */
export interface LocalProduct {
  readonly cloud: LocalCloud;
  /** Trusted issuer: the built-in one, or the outside one. */
  readonly issuer: string;
  readonly clientId: string;
  /** A person's ID token of the built-in provider. */
  token(person: string): Promise<string>;
  /** Fills a fresh installation; does nothing later, or with an outside issuer. */
  seed(): Promise<void>;
  /** Takes saved changes into use: new code by new environments, new infrastructure by a new deployment. */
  update(): Promise<'code' | 'infrastructure' | 'console' | undefined>;
}

async function builtConsole(settings: LocalProductSettings): Promise<ConsoleBuild> {
  return settings.console ? buildConsole() : { folder: undefined, rebuilt: false };
}

function contextOf({ outside, superAdmins }: LocalProductSettings): Record<string, string> {
  return {
    stage: 'local',
    ...(outside && { issuer: outside.issuer, clientId: outside.clientId }),
    ...(superAdmins.length > 0 && { superAdmins: superAdmins.join(',') }),
  };
}

function seededMarker({ data }: LocalProductSettings): string {
  return join(data, 'seeded');
}

async function timed<Result>(
  settings: LocalProductSettings,
  step: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const begun = performance.now();
  settings.progress(step);
  const result = await work();
  settings.progress(step, performance.now() - begun);
  return result;
}

async function seedOnce(settings: LocalProductSettings, product: LocalProduct): Promise<void> {
  const marker = seededMarker(settings);
  if (settings.outside || existsSync(marker)) return;
  const token = (person: PersonName): Promise<string> => product.token(person);
  await timed(settings, 'Seed four people', () => seed({ api: product.cloud.addresses.api, token }));
  writeFileSync(marker, '');
}

async function startCloud(
  settings: LocalProductSettings,
  directory: string,
  folder: string | undefined,
): Promise<LocalCloud> {
  const { data, inMemory, port, environment, outside, people, webhook } = settings;
  return LocalCloud.start({
    assembly: directory,
    data,
    inMemory,
    port,
    environment,
    webhook,
    compileCache: join(projectFolder, '.cache', 'compiled'),
    signIn: outside ? undefined : { port: await signInPort(settings), people },
    site: folder === undefined ? undefined : { folder, port: await consolePort(settings) },
  });
}

/** Bundles, synthesizes and starts, each as far as it is needed. */
export async function startProduct(settings: LocalProductSettings): Promise<LocalProduct> {
  const context = contextOf(settings);
  const [first, site] = await timed(settings, 'Bundle functions and console, synthesize the stacks', () =>
    Promise.all([assemble(context), builtConsole(settings)]),
  );
  const cloud = await timed(settings, 'Start gateway, functions, table, keys, sign-in', () =>
    startCloud(settings, first.directory, site.folder),
  );
  let { directory } = first;
  const issuer = cloud.addresses.issuer ?? settings.outside?.issuer ?? '';
  const clientId = cloud.addresses.clientId ?? settings.outside?.clientId ?? '';
  const product: LocalProduct = {
    cloud,
    issuer,
    clientId,
    token: (person) => signIn({ issuer, clientId, person }),
    seed: () => seedOnce(settings, product),
    update: async () => {
      const building = builtConsole(settings);
      const [next, site] = await Promise.all([assemble(context, () => cloud.reload()), building]);
      if (site.rebuilt) await cloud.reloadSite();
      const moved = next.directory !== directory;
      if (moved) await cloud.deploy(next.directory);
      directory = next.directory;
      if (moved) return 'infrastructure';
      if (next.rebuilt) return 'code';
      return site.rebuilt ? 'console' : undefined;
    },
  };
  return product;
}
