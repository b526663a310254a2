import { Aws, Duration } from 'aws-cdk-lib';
import { HeadersFrameOption, HeadersReferrerPolicy, ResponseHeadersPolicy } from 'aws-cdk-lib/aws-cloudfront';
import type { Construct } from 'constructs';
import { signInDomainPrefix } from './names.ts';
import type { StageSettings } from './stages.ts';

/** The headers of every answer of the console's site. */
export function consoleHeaders(scope: Construct, id: string, stage: StageSettings): ResponseHeadersPolicy {
  return new ResponseHeadersPolicy(scope, id, {
    // Policies are named once per account, stages once per region.
    responseHeadersPolicyName: `service-users-${stage.name}-${Aws.REGION}`,
    securityHeadersBehavior: {
      contentSecurityPolicy: { contentSecurityPolicy: contentSecurityPolicy(stage), override: true },
      contentTypeOptions: { override: true },
      frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
      referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
      strictTransportSecurity: {
        accessControlMaxAge: Duration.days(730),
        includeSubdomains: true,
        override: true,
      },
    },
    customHeadersBehavior: {
      customHeaders: [
        { header: 'Cross-Origin-Opener-Policy', value: 'same-origin', override: true },
        {
          header: 'Permissions-Policy',
          value: 'camera=(), geolocation=(), microphone=(), payment=(), usb=(), clipboard-write=(self)',
          override: true,
        },
      ],
    },
  });
}

/** Nothing from elsewhere, nothing inline, no markup made of text; calls only to the API and to who signs people in. */
export function contentSecurityPolicy(stage: StageSettings): string {
  const connect = [...new Set(["'self'", apiSource(stage), ...issuerSources(stage)])].join(' ');
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src ${connect}`,
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');
}

/** The local product's ports are not known when the template is made. */
const thisMachine = 'http://127.0.0.1:*';

/** API Gateway's name of the API is not known here: the API waits for the console, whose origin it lets in. */
function apiSource({ onThisMachine, publicUrl }: StageSettings): string {
  if (onThisMachine === true) return thisMachine;
  return publicUrl === undefined
    ? `https://*.execute-api.${Aws.REGION}.${Aws.URL_SUFFIX}`
    : new URL(publicUrl).origin;
}

function issuerSources({ signIn, onThisMachine, name }: StageSettings): readonly string[] {
  if (signIn.kind === 'ownIssuer') return [new URL(signIn.issuer).origin];
  if (onThisMachine === true) return [thisMachine];
  return [
    `https://cognito-idp.${Aws.REGION}.${Aws.URL_SUFFIX}`,
    `https://${signInDomainPrefix(name)}.auth.${Aws.REGION}.amazoncognito.com`,
  ];
}
