import { permissionLevels, servicePattern } from '../../../shared/domain/role.ts';

/** What a role allows in one service. */
export interface Grant {
  readonly service: string;
  readonly level: string;
}

/** Levels as people read them. */
export const levelWords: Readonly<Record<string, string>> = {
  view: 'View',
  manage: 'Manage',
  fullaccess: 'Full access',
};

/** Permissions by service, each with its highest level, since that includes the others. */
export function grantsOf(permissions: readonly string[]): readonly Grant[] {
  const highest = new Map<string, string>();
  for (const permission of permissions) {
    const dot = permission.lastIndexOf('.');
    const [service, level] = [permission.slice(0, dot), permission.slice(dot + 1)];
    if (rank(level) > rank(highest.get(service))) highest.set(service, level);
  }
  return [...highest].map(([service, level]) => ({ service, level }));
}

function rank(level: string | undefined): number {
  return permissionLevels.findIndex((known) => known === level);
}

/** In a few words: by level, the widest first. */
export function summaryOf(permissions: readonly string[]): string {
  const grants = grantsOf(permissions);
  const parts = permissionLevels.toReversed().flatMap((level) => {
    const services = grants.filter((grant) => grant.level === level).map(({ service }) => service);
    return services.length === 0 ? [] : [`${levelWords[level] ?? level}: ${services.join(', ')}`];
  });
  return parts.length === 0 ? 'None' : parts.join(' · ');
}

/** Why a service cannot be named like this; undefined when it can. */
export function serviceProblem(grants: readonly Grant[], index: number): string | undefined {
  const service = grants[index]?.service ?? '';
  if (service === '') return 'Name a service, or remove the line.';
  if (!servicePattern.test(service)) {
    return 'Lower-case letters, digits, _ and -, beginning with a letter or digit; at most 63.';
  }
  const first = grants.findIndex((grant) => grant.service === service);
  return first < index ? 'This service is named above already.' : undefined;
}

/** As the API takes them. */
export function permissionsOf(grants: readonly Grant[]): string[] {
  return grants.map(({ service, level }) => `${service}.${level}`);
}
