import { serviceUsersApp } from '../infra/app.ts';
import { buildFunctions } from '../infra/build.ts';
import { buildConsole } from '../infra/consoleBuild.ts';

const onThisMachine = process.env['SERVICE_USERS_LOCAL'] === 'true';
// The local product builds the console beside the synthesis, which does not need it.
await Promise.all([buildFunctions(), onThisMachine ? undefined : buildConsole()]);
serviceUsersApp({ onThisMachine }).synth();
