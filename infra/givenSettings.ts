import { contextKeys, type GivenSettings } from './stages.ts';

type SettingName = (typeof contextKeys)[number];

/**
 * What was given for a stage: on the command line (`-c name=value`), else under the stage's name in `cdk.context.json`. What is
 * kept there is in every deployment, so that a command that changes one setting takes back no other.
 * @param contextOf - the CDK's context by key.
 * @throws Error naming what is kept and is no setting.
 */
export function givenSettings(stage: string, contextOf: (key: string) => unknown): GivenSettings {
  const kept = keptSettings(stage, contextOf(stage));
  const given = contextKeys.flatMap((key) => {
    const value = contextOf(key) ?? kept[key];
    return value === undefined || value === null ? [] : [[key, asText(value)] as const];
  });
  return Object.fromEntries(given);
}

function keptSettings(stage: string, kept: unknown): Readonly<Partial<Record<SettingName, unknown>>> {
  if (kept === undefined) return {};
  if (typeof kept !== 'object' || kept === null || Array.isArray(kept)) {
    throw new Error(`"${stage}" in cdk.context.json must be an object of settings.`);
  }
  const known: readonly string[] = contextKeys;
  const unknown = Object.keys(kept).find((key) => !known.includes(key));
  if (unknown !== undefined) {
    throw new Error(`"${stage}" in cdk.context.json has the unknown setting "${unknown}".`);
  }
  return kept;
}

/** As it would be on the command line. */
function asText(value: unknown): string {
  if (Array.isArray(value)) return value.map(String).join(',');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
