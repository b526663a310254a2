import { buildApplication, text_en, type Application } from '@stricli/core';
import type { Cli } from './command.ts';
import { group } from './command.ts';
import { assumeCommand, events, health, superAdmins, token, whoami } from './commands/access.ts';
import { applyCommand, exportCommand } from './commands/account.ts';
import { completion } from './commands/completion.ts';
import { keys } from './commands/keys.ts';
import { login, logout, profiles } from './commands/login.ts';
import { introspect, published, revoke } from './commands/oauth.ts';
import { applications, resources, tags } from './commands/registry.ts';
import { roles, teams } from './commands/rolesAndTeams.ts';
import { scan } from './commands/scan.ts';
import { share } from './commands/shares.ts';
import { tokens } from './commands/tokens.ts';
import { trust } from './commands/trust.ts';
import { users } from './commands/users.ts';
import { describe, exitCodeOf } from './exitCodes.ts';
import { looksAt, styled } from './terminal.ts';

const routes = {
  login,
  logout,
  profiles,
  whoami,
  users,
  assume: assumeCommand,
  token,
  introspect,
  revoke,
  tokens,
  keys,
  trust,
  share,
  tags,
  roles,
  teams,
  resources,
  applications,
  superAdmins,
  events,
  apply: applyCommand,
  export: exportCommand,
  scan,
  published,
  health,
  completion,
};

const complain = (error: unknown): string => styled('red', describe(error), looksAt.messages());

/** The `service-users` command. */
export function application(version: string): Application<Cli> {
  return buildApplication(group('Manages service users from a shell', routes), {
    name: 'service-users',
    versionInfo: { currentVersion: version },
    scanner: { caseStyle: 'allow-kebab-for-camel', allowArgumentEscapeSequence: true },
    documentation: { caseStyle: 'convert-camel-to-kebab', onlyRequiredInUsageLine: true },
    determineExitCode: exitCodeOf,
    localization: {
      text: {
        ...text_en,
        exceptionWhileRunningCommand: complain,
        exceptionWhileLoadingCommandFunction: complain,
        commandErrorResult: complain,
      },
    },
  });
}
