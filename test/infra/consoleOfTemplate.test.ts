import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import {
  ofType,
  property,
  synthesizedStage,
  text,
  theOne,
  type SynthesizedStack,
} from '../support/synthesized.ts';

const ownDomain = {
  region: 'eu-central-1',
  issuer: 'https://login.example.com/tenant',
  clientId: 'abc',
  publicUrl: 'https://api.example.com/base',
  consoleDomain: 'console.example.com',
  consoleCertificate: 'arn:aws:acm:us-east-1:123456789012:certificate/0123-4567',
};
const prod = synthesizedStage('prod');
const own = synthesizedStage('prod', ownDomain);

function present(stack: SynthesizedStack | undefined): SynthesizedStack {
  if (stack === undefined) throw new Error('the stage has no console');
  return stack;
}

const site = present(prod.console);
const distribution = (stack: SynthesizedStack | undefined = site) =>
  property(theOne(present(stack), 'AWS::CloudFront::Distribution'), 'DistributionConfig') as Record<
    string,
    unknown
  >;
const policyOf = (stack: SynthesizedStack | undefined) =>
  property(
    theOne(present(stack), 'AWS::CloudFront::ResponseHeadersPolicy'),
    'ResponseHeadersPolicyConfig',
  ) as { SecurityHeadersConfig: Record<string, Record<string, unknown>>; CustomHeadersConfig: unknown };
const contentPolicy = (stack: SynthesizedStack | undefined) =>
  text(policyOf(stack).SecurityHeadersConfig['ContentSecurityPolicy']?.['ContentSecurityPolicy']);

describe('the bucket of the console', () => {
  const bucket = theOne(site, 'AWS::S3::Bucket');

  it('is private and encrypted, and goes with its stack', () => {
    expect(bucket.Properties).toMatchObject({
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    });
    expect(JSON.stringify(bucket.Properties['BucketEncryption'])).toContain('"AES256"');
    expect(bucket.DeletionPolicy).toBe('Delete');
  });

  it('is read over TLS only, by this distribution only, which may not list it', () => {
    const { Statement } = property(theOne(site, 'AWS::S3::BucketPolicy'), 'PolicyDocument') as {
      Statement: Record<string, unknown>[];
    };
    const refused = Statement.find(({ Effect }) => Effect === 'Deny');
    expect(refused).toMatchObject({
      Action: 's3:*',
      Principal: { AWS: '*' },
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    });
    const allowed = Statement.find(({ Principal }) => 'Service' in (Principal as object));
    expect(allowed).toMatchObject({
      Action: 's3:GetObject',
      Principal: { Service: 'cloudfront.amazonaws.com' },
    });
    const [id] = ofType(site, 'AWS::CloudFront::Distribution')[0] ?? [];
    expect(
      text(property({ Type: '', Properties: allowed ?? {} }, 'Condition', 'StringEquals', 'AWS:SourceArn')),
    ).toBe(`arn:<AWS::Partition>:cloudfront::<AWS::AccountId>:distribution/<${id ?? ''}>`);
    expect(theOne(site, 'AWS::CloudFront::OriginAccessControl').Properties).toMatchObject({
      OriginAccessControlConfig: { SigningBehavior: 'always', SigningProtocol: 'sigv4' },
    });
  });
});

describe('the distribution of the console', () => {
  it('serves over HTTPS, HTTP/2 and HTTP/3, compressed', () => {
    const { CacheBehaviors, DefaultCacheBehavior, HttpVersion } = distribution() as {
      CacheBehaviors: Record<string, unknown>[];
      DefaultCacheBehavior: Record<string, unknown>;
      HttpVersion: string;
    };
    expect(HttpVersion).toBe('http2and3');
    expect(CacheBehaviors.map(({ PathPattern }) => PathPattern)).toEqual(['assets/*']);
    for (const behaviour of [...CacheBehaviors, DefaultCacheBehavior]) {
      expect(behaviour).toMatchObject({
        Compress: true,
        ViewerProtocolPolicy: 'redirect-to-https',
        ResponseHeadersPolicyId: { Ref: expect.stringContaining('Headers') as string },
      });
    }
  });

  it('asks the bucket each time for pages, since nothing else tells it of new ones', () => {
    expect(property(theOne(site, 'AWS::CloudFront::CachePolicy'), 'CachePolicyConfig')).toMatchObject({
      MinTTL: 0,
      DefaultTTL: 0,
    });
  });

  it('answers 404 with the page of the console for what is not there', () => {
    expect(distribution()['CustomErrorResponses']).toEqual([
      { ErrorCode: 403, ErrorCachingMinTTL: 10, ResponseCode: 404, ResponsePagePath: '/index.html' },
    ]);
  });

  it('takes a domain of its own, from TLS 1.2 on', () => {
    expect(distribution(own.console)).toMatchObject({
      Aliases: ['console.example.com'],
      ViewerCertificate: {
        AcmCertificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/0123-4567',
        MinimumProtocolVersion: 'TLSv1.2_2021',
        SslSupportMethod: 'sni-only',
      },
    });
    expect(distribution()).not.toHaveProperty('Aliases');
  });

  it.each([
    ['/', '/index.html'],
    ['/users', '/index.html'],
    ['/users/usr_01jd/', '/index.html'],
    ['/docs', '/docs/index.html'],
    ['/docs/', '/docs/index.html'],
    ['/docs/users', '/index.html'],
    ['/documents', '/index.html'],
    ['/v1.2/users', '/index.html'],
    ['/favicon.svg', '/favicon.svg'],
    ['/config.json', '/config.json'],
    ['/docs/index.html', '/docs/index.html'],
    ['/.well-known/security.txt', '/.well-known/security.txt'],
  ])('leads %s to %s', (uri, expected) => {
    const code = String(property(theOne(site, 'AWS::CloudFront::Function'), 'FunctionCode'));
    const request = runInNewContext(`${code}; handler({ request: { uri: '${uri}', method: 'GET' } })`) as {
      uri: string;
    };
    expect(request.uri).toBe(expected);
  });
});

describe('the headers of the console', () => {
  it('let nothing run or load but its own files, and call only the API and the user pool', () => {
    expect(contentPolicy(site)).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
        "connect-src 'self' https://*.execute-api.<AWS::Region>.<AWS::URLSuffix> " +
        'https://cognito-idp.<AWS::Region>.<AWS::URLSuffix> ' +
        'https://service-users-prod-<AWS::AccountId>.auth.<AWS::Region>.amazoncognito.com; ' +
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'",
    );
  });

  it.each([
    ['own domains', own, 'https://api.example.com https://login.example.com'],
    ['the local product', synthesizedStage('local'), 'http://127.0.0.1:*'],
    [
      'the local product with an own issuer',
      synthesizedStage('local', { issuer: 'https://login.example.com/tenant', clientId: 'abc' }),
      'http://127.0.0.1:* https://login.example.com',
    ],
  ])('name the addresses of %s', (_, stacks, sources) => {
    expect(contentPolicy(stacks.console)).toContain(`; connect-src 'self' ${sources}; `);
  });

  it('keep browsers from guessing types, framing, telling where one came from, and plain HTTP', () => {
    const { SecurityHeadersConfig, CustomHeadersConfig } = policyOf(site);
    expect(SecurityHeadersConfig).toMatchObject({
      ContentTypeOptions: { Override: true },
      FrameOptions: { FrameOption: 'DENY', Override: true },
      ReferrerPolicy: { ReferrerPolicy: 'no-referrer', Override: true },
      StrictTransportSecurity: { AccessControlMaxAgeSec: 63_072_000, Override: true },
    });
    expect(CustomHeadersConfig).toEqual({
      Items: [
        { Header: 'Cross-Origin-Opener-Policy', Value: 'same-origin', Override: true },
        {
          Header: 'Permissions-Policy',
          Value: 'camera=(), geolocation=(), microphone=(), payment=(), usb=(), clipboard-write=(self)',
          Override: true,
        },
      ],
    });
  });
});

describe('the stacks around the console', () => {
  it('are deployed in this order: where it is served, data, API, what is served', () => {
    expect(site.waitsFor).toEqual([]);
    expect(prod.data.waitsFor).toEqual(['Console']);
    expect([...prod.api.waitsFor].sort()).toEqual(['Console', 'Data']);
    expect([...present(prod.consoleFiles).waitsFor].sort()).toEqual(['Api', 'Console', 'Data']);
  });

  it('know its address: the user pool sends people back there, the API lets its pages in', () => {
    const client = theOne(prod.data, 'AWS::Cognito::UserPoolClient');
    const address = /^https:\/\/<FnGetAttDistribution\w+DomainName\w+>\/$/;
    expect((client.Properties['CallbackURLs'] as unknown[]).map(text)).toEqual([
      expect.stringMatching(address),
    ]);
    expect((client.Properties['LogoutURLs'] as unknown[]).map(text)).toEqual([
      expect.stringMatching(address),
    ]);
    const origin = ofType(prod.api, 'AWS::Lambda::Function').map(([, { Properties }]) =>
      text(property({ Type: '', Properties }, 'Environment', 'Variables', 'CORS_ORIGIN')),
    );
    expect(origin).toContainEqual(
      expect.stringMatching(/^https:\/\/<FnGetAttDistribution\w+DomainName\w+>$/),
    );
  });

  it('are the others alone where the stage has no console', () => {
    const without = synthesizedStage('prod', { console: 'false' });
    expect(Object.keys(without).sort()).toEqual(['api', 'data', 'watch']);
    expect(property(theOne(without.data, 'AWS::Cognito::UserPoolClient'), 'CallbackURLs')).toEqual([
      'http://localhost:4180/',
    ]);
  });
});

describe('what is put into the bucket', () => {
  const deployments = ofType(present(prod.consoleFiles), 'Custom::CDKBucketDeployment');

  it('are assets for a year, which outlive the next deployment, then pages that are always asked for', () => {
    const [[assetsId = '', assets] = [], [, pages] = []] = deployments;
    expect(assets?.Properties).toMatchObject({
      Exclude: ['*'],
      Include: ['assets/*'],
      Prune: false,
      SystemMetadata: { 'cache-control': 'public, max-age=31536000, immutable' },
    });
    expect(pages?.Properties).toMatchObject({
      Exclude: ['assets/*'],
      Prune: true,
      SystemMetadata: { 'cache-control': 'no-cache' },
    });
    expect(pages?.DependsOn).toContain(assetsId);
    expect(deployments).toHaveLength(2);
  });
});
