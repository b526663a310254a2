import {
  CfnOutput,
  DefaultStackSynthesizer,
  Duration,
  Stack,
  Token,
  Validations,
  type StackProps,
} from 'aws-cdk-lib';
import { BucketDeployment, CacheControl, Source, type ISource } from 'aws-cdk-lib/aws-s3-deployment';
import type { Construct } from 'constructs';
import type { ConsoleStack } from './consoleStack.ts';
import type { TrustedIssuer } from './peoplePool.ts';
import { serviceLogs } from './serviceLogs.ts';
import type { StageSettings } from './stages.ts';

/** What the console reads as `/config.json` before anything else. */
export interface ConsoleConfig {
  /** The base URL of the API. */
  readonly api: string;
  readonly issuer: string;
  readonly clientId: string;
  /** Carries a service user's credential beside the person's own. */
  readonly serviceUserHeader: string;
}

/** Settings of {@link ConsoleFilesStack}. */
export interface ConsoleFilesStackProps extends StackProps {
  readonly stage: StageSettings;
  readonly site: ConsoleStack;
  /** The base URL of the API. */
  readonly api: string;
  readonly trusted: TrustedIssuer;
  /** The built site. */
  readonly files: ISource;
}

/** What the console's bucket holds: the built site, and the addresses of this stage. Comes last, when all of them are known. */
export class ConsoleFilesStack extends Stack {
  constructor(scope: Construct, id: string, props: ConsoleFilesStackProps) {
    const { stage, site, api, trusted, files, ...others } = props;
    super(scope, id, others);
    const { serviceUserHeader } = stage;
    const { issuer, clientId } = trusted;
    const config: ConsoleConfig = { api, issuer, clientId, serviceUserHeader };
    new CfnOutput(this, 'ConsoleConfig', {
      value: this.toJsonString(config),
      description: 'What the console reads as /config.json',
    });
    const logGroup = serviceLogs(this, 'Logs', { stage, source: 'consoleFiles' });
    const common = { destinationBucket: site.bucket, logGroup, memoryLimit: 256, outputObjectKeys: false };
    // Names hold a hash of the content. Those of former builds stay: pages that are open still ask for them.
    const assets = new BucketDeployment(this, 'Assets', {
      ...common,
      sources: [files],
      exclude: ['*'],
      include: ['assets/*'],
      prune: false,
      cacheControl: [
        CacheControl.setPublic(),
        CacheControl.maxAge(Duration.days(365)),
        CacheControl.immutable(),
      ],
    });
    const pages = new BucketDeployment(this, 'Pages', {
      ...common,
      sources: [files, Source.jsonData('config.json', config)],
      exclude: ['assets/*'],
      cacheControl: [CacheControl.noCache()],
    });
    // A page names assets that are there.
    pages.node.addDependency(assets);
    acknowledgeFindings(this, site);
  }
}

/** The function that copies is the CDK's own, and so are its rights: to read published assets, to write this one bucket. */
function acknowledgeFindings(stack: Stack, site: ConsoleStack): void {
  const provider = stack.node.children.find(({ node }) => node.id.startsWith('Custom::CDKBucketDeployment'));
  if (provider === undefined) throw new Error('no function copies the files');
  const reading = ['Action::s3:GetBucket*', 'Action::s3:GetObject*', 'Action::s3:List*'];
  const writing = ['Action::s3:Abort*', 'Action::s3:DeleteObject*'];
  const objects = [
    `Resource::${assetsBucketArn(stack)}/*`,
    `Resource::${site.stackName}:ExportsOutputFnGetAttSiteE53D7754ArnEE3E64EC/*`,
  ];
  Validations.of(provider).acknowledge(
    { id: 'AwsSolutions-L1', reason: 'The CDK chooses the runtime of the function that copies files.' },
    {
      id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
      reason: 'The CDK gives the function that copies files the managed policy for logs.',
    },
    ...[...reading, ...writing, ...objects].map((finding) => ({
      id: `AwsSolutions-IAM5[${finding}]`,
      reason: 'The CDK names what its copying function may do with objects of these two buckets by patterns.',
    })),
  );
}

/** As findings spell it: where the account or region is not known yet, by the name of its pseudo parameter. */
function assetsBucketArn({ account, region, partition, synthesizer }: Stack): string {
  const spelled = (value: string, name: string): string =>
    Token.isUnresolved(value) ? `<AWS::${name}>` : value;
  const qualifier = synthesizer.bootstrapQualifier ?? DefaultStackSynthesizer.DEFAULT_QUALIFIER;
  const bucket = `cdk-${qualifier}-assets-${spelled(account, 'AccountId')}-${spelled(region, 'Region')}`;
  return `arn:${spelled(partition, 'Partition')}:s3:::${bucket}`;
}
