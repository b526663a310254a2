import { existsSync } from 'node:fs';
import path from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { Source, type ISource } from 'aws-cdk-lib/aws-s3-deployment';
import { AwsSolutionsChecks } from 'cdk-nag';
import cdkJson from '../cdk.json' with { type: 'json' };
import { operationRows } from '../shared/contract/operations.ts';
import type { Rows } from './apiDefinition.ts';
import { ApiStack } from './apiStack.ts';
import { bundlesFolder } from './build.ts';
import { consoleFolder } from './consoleBuild.ts';
import { ConsoleFilesStack } from './consoleFilesStack.ts';
import { ConsoleStack } from './consoleStack.ts';
import { DataStack } from './dataStack.ts';
import { givenSettings } from './givenSettings.ts';
import { deployedStages, stageSettings, type GivenSettings, type StageSettings } from './stages.ts';
import { WatchStack } from './watchStack.ts';

/** What {@link serviceUsersApp} can be told. */
export interface AppProps {
  /** Name of the stage. @default context `stage`, else `dev` */
  readonly stage?: string | undefined;
  /** Where the templates go. @default the CDK's own, `cdk.out` */
  readonly outdir?: string | undefined;
  /** Settings in place of the stage's. @default those of the command line and of `cdk.context.json` */
  readonly given?: GivenSettings | undefined;
  /** Context beside what the CDK's command line hands over. */
  readonly context?: Readonly<Record<string, unknown>> | undefined;
  /** Whether the product on this machine asks: it alone runs the stage `local`. @default false */
  readonly onThisMachine?: boolean | undefined;
  /** The code of an entry. @default its bundle in `dist/functions` */
  readonly codeOf?: ((entry: string) => Code) | undefined;
  /** The built console. @default `dist/console`, or a page that says that it was not built */
  readonly files?: ISource | undefined;
  /** The table of operations. @default the product's */
  readonly rows?: Rows | undefined;
}

/**
 * The whole product as a CDK app: `synth()` writes the templates and fails on any policy finding.
 * @throws Error naming a file of `functions/` that is missing, or a setting that is not usable.
 */
export function serviceUsersApp(props: AppProps = {}): App {
  const app = new App({
    // The CLI adds the second by itself; with it every synthesis names the folder of a function's code.
    context: { ...cdkJson.context, 'aws:cdk:enable-asset-metadata': true, ...props.context },
    ...(props.outdir === undefined ? {} : { outdir: props.outdir }),
  });
  addStacks(app, chosenStage(app, props), props);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return app;
}

function chosenStage(app: App, props: AppProps): StageSettings {
  const contextOf = (key: string): unknown => app.node.tryGetContext(key);
  const name = props.stage ?? String(contextOf('stage') ?? 'dev');
  const stage = stageSettings(name, props.given ?? givenSettings(name, contextOf));
  if (stage.onThisMachine === true && props.onThisMachine !== true) {
    throw new Error(
      `Stage "${name}" is what npm start runs: deploy one of ${deployedStages.join(', ')} (-c stage=…).`,
    );
  }
  return stage;
}

function addStacks(
  app: App,
  stage: StageSettings,
  { rows = operationRows, codeOf = bundledCode, files = builtConsole(stage) }: AppProps,
): void {
  const name = `ServiceUsers-${stage.name}`;
  const common = { stage, ...(stage.region === undefined ? {} : { env: { region: stage.region } }) };
  const site = stage.console ? new ConsoleStack(app, `${name}-Console`, common) : undefined;
  const consoleOrigin = site?.origin;
  const data = new DataStack(app, `${name}-Data`, { ...common, consoleOrigin });
  const api = new ApiStack(app, `${name}-Api`, { ...common, data, consoleOrigin, rows, codeOf });
  if (site !== undefined) {
    const addresses = { api: api.api.publicUrl, trusted: data.trusted };
    new ConsoleFilesStack(app, `${name}-ConsoleFiles`, { ...common, ...addresses, site, files });
  }
  const watch = new WatchStack(app, `${name}-Watch`, {
    ...common,
    data,
    rows,
    publicUrl: api.api.publicUrl,
    codeOf,
  });
  // Its metric filters read log groups that the functions' stack makes.
  watch.addStackDependency(api);
}

function bundledCode(entry: string): Code {
  const folder = path.join(bundlesFolder, entry);
  if (!existsSync(path.join(folder, 'index.mjs'))) {
    throw new Error(`functions/${entry}.ts is missing, or not built: run "npm run build".`);
  }
  return Code.fromAsset(folder);
}

/** The local product serves the console from its folder: its template is the same whether that is built or not. */
function builtConsole({ onThisMachine }: StageSettings): ISource {
  const built = onThisMachine !== true && existsSync(path.join(consoleFolder, 'index.html'));
  if (built) return Source.asset(consoleFolder);
  return Source.data('index.html', '<!doctype html><title>Service Users</title>The console was not built.');
}
