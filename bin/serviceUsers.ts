import { serviceUsersApp } from '../infra/app.ts';
import { buildFunctions } from '../infra/build.ts';
import { buildConsole } from '../infra/consoleBuild.ts';

// The local product builds the console beside the synthesis, which does not need it.
const elsewhere = process.env['CONSOLE_BUILD'] === 'elsewhere';
await Promise.all([buildFunctions(), elsewhere ? undefined : buildConsole()]);
serviceUsersApp().synth();
