import { serviceUsersApp } from '../infra/app.ts';
import { buildFunctions } from '../infra/build.ts';

await buildFunctions();
serviceUsersApp().synth();
