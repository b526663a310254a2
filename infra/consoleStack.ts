import { Aws, CfnOutput, Duration, RemovalPolicy, Stack, Validations, type StackProps } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  CachePolicy,
  Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HttpVersion,
  S3OriginAccessControl,
  SecurityPolicyProtocol,
  Signing,
  ViewerProtocolPolicy,
  type BehaviorOptions,
} from 'aws-cdk-lib/aws-cloudfront';
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  ObjectOwnership,
  type IBucket,
} from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { consoleHeaders } from './consoleHeaders.ts';
import { consolePaths } from './consolePaths.ts';
import type { StageSettings } from './stages.ts';

/** Settings of {@link ConsoleStack}. */
export interface ConsoleStackProps extends StackProps {
  readonly stage: StageSettings;
}

/** Where the web console is served: a private bucket, and the distribution that alone reads it. Knows no other stack. */
export class ConsoleStack extends Stack {
  readonly bucket: IBucket;
  /** Scheme and host of the console's pages. */
  readonly origin: string;

  constructor(scope: Construct, id: string, { stage, ...props }: ConsoleStackProps) {
    super(scope, id, { ...props, terminationProtection: stage.keepData });
    this.bucket = siteBucket(this);
    const distribution = this.distribution(stage);
    const scheme = stage.onThisMachine === true ? 'http' : 'https';
    this.origin = `${scheme}://${stage.consoleDomain?.name ?? distribution.distributionDomainName}`;
    new CfnOutput(this, 'ConsoleUrl', { value: `${this.origin}/`, description: 'The web console' });
    new CfnOutput(this, 'ConsoleHost', {
      value: distribution.distributionDomainName,
      description: 'What the DNS record of a domain of your own leads to',
    });
  }

  private distribution(stage: StageSettings): Distribution {
    const behaviour = this.behaviour(stage);
    const { consoleDomain } = stage;
    const distribution = new Distribution(this, 'Distribution', {
      comment: `service-users-${stage.name}: the web console`,
      defaultRootObject: 'index.html',
      httpVersion: HttpVersion.HTTP2_AND_3,
      defaultBehavior: {
        ...behaviour,
        cachePolicy: this.revalidated(stage),
        functionAssociations: [{ eventType: FunctionEventType.VIEWER_REQUEST, function: this.paths() }],
      },
      additionalBehaviors: { 'assets/*': { ...behaviour, cachePolicy: CachePolicy.CACHING_OPTIMIZED } },
      // The bucket answers 403 for what it does not hold, since the distribution may not list it.
      errorResponses: [
        {
          httpStatus: 403,
          responseHttpStatus: 404,
          responsePagePath: '/index.html',
          ttl: Duration.seconds(10),
        },
      ],
      ...(consoleDomain && {
        domainNames: [consoleDomain.name],
        minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
        certificate: Certificate.fromCertificateArn(this, 'Certificate', consoleDomain.certificateArn),
      }),
    });
    acknowledgeFindings(distribution, stage);
    return distribution;
  }

  private behaviour(stage: StageSettings): BehaviorOptions {
    const originAccessControl = new S3OriginAccessControl(this, 'Access', {
      originAccessControlName: `service-users-${stage.name}-${Aws.REGION}`,
      signing: Signing.SIGV4_ALWAYS,
    });
    return {
      origin: S3BucketOrigin.withOriginAccessControl(this.bucket, { originAccessControl }),
      viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      responseHeadersPolicy: consoleHeaders(this, 'Headers', stage),
      compress: true,
    };
  }

  /** Asks the bucket each time whether a page is still the newest, as its `no-cache` says: nothing to invalidate. */
  private revalidated(stage: StageSettings): CachePolicy {
    return new CachePolicy(this, 'Revalidated', {
      cachePolicyName: `service-users-${stage.name}-${Aws.REGION}`,
      minTtl: Duration.seconds(0),
      defaultTtl: Duration.seconds(0),
      maxTtl: Duration.days(1),
      enableAcceptEncodingGzip: true,
      enableAcceptEncodingBrotli: true,
    });
  }

  private paths(): EdgeFunction {
    return new EdgeFunction(this, 'Paths', {
      code: FunctionCode.fromInline(consolePaths),
      runtime: FunctionRuntime.JS_2_0,
      comment: 'Leads the addresses of views to their page',
    });
  }
}

function siteBucket(scope: Stack): IBucket {
  const bucket = new Bucket(scope, 'Site', {
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    encryption: BucketEncryption.S3_MANAGED,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    enforceSSL: true,
    // It holds what can be built again.
    removalPolicy: RemovalPolicy.DESTROY,
    autoDeleteObjects: true,
  });
  Validations.of(bucket).acknowledge({
    id: 'AwsSolutions-S1',
    reason: 'Only the distribution and the deployment read it, and it holds nothing but published files.',
  });
  const provider = scope.node.findChild('Custom::S3AutoDeleteObjectsCustomResourceProvider');
  Validations.of(provider).acknowledge(
    {
      id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
      reason: 'The CDK gives the function that empties the bucket the managed policy for logs.',
    },
    { id: 'AwsSolutions-L1', reason: 'The CDK chooses the runtime of the function that empties the bucket.' },
  );
  // The library's own types disagree about an absent `isWebsite`.
  return bucket as IBucket;
}

function acknowledgeFindings(distribution: Distribution, stage: StageSettings): void {
  Validations.of(distribution).acknowledge(
    {
      id: 'AwsSolutions-CFR1',
      reason: 'Where people work from is not known here; the API decides who may do what.',
    },
    {
      id: 'AwsSolutions-CFR2',
      reason: 'A web ACL is paid by month; the site is static, and docs/deploy.md says how to attach one.',
    },
    {
      id: 'AwsSolutions-CFR3',
      reason:
        'Sign-in comes back with an authorization code in the address: an access log would keep it (A5).',
    },
  );
  if (stage.consoleDomain !== undefined) return;
  Validations.of(distribution).acknowledge({
    id: 'AwsSolutions-CFR4',
    reason: "With CloudFront's own domain its oldest TLS version is fixed; consoleDomain raises it to 1.2.",
  });
}
