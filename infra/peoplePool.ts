import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import {
  AccountRecovery,
  CfnUserPoolGroup,
  FeaturePlan,
  Mfa,
  OAuthScope,
  UserPool,
  type UserPoolClient,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { signInDomainPrefix } from './names.ts';
import type { StageSettings } from './stages.ts';

/** What the authorizer needs to trust the tokens of people. */
export interface TrustedIssuer {
  /** The `iss` claim, as it stands. */
  readonly issuer: string;
  readonly clientId: string;
}

/** Settings of {@link PeoplePool}. */
export interface PeoplePoolProps {
  readonly stage: StageSettings;
  /** Origin of the web console, which people come back to after sign-in and sign-out. */
  readonly consoleOrigin: string | undefined;
}

/** The user pool that signs people in where a stage has no issuer of its own. */
export class PeoplePool extends Construct {
  readonly trusted: TrustedIssuer;
  /** Where people sign in. */
  readonly signInUrl: string;
  readonly poolId: string;

  constructor(scope: Construct, id: string, { stage, consoleOrigin }: PeoplePoolProps) {
    super(scope, id);
    const pool = userPool(this, stage.keepData);
    new CfnUserPoolGroup(this, 'SuperAdmins', {
      userPoolId: pool.userPoolId,
      groupName: stage.superAdminGroup,
      description: 'May switch to Super-Admin',
    });
    const domain = pool.addDomain('Domain', {
      cognitoDomain: { domainPrefix: signInDomainPrefix(stage.name) },
    });
    const client = codeClient(pool, consoleOrigin, stage.callbackUrls);
    this.trusted = { issuer: pool.userPoolProviderUrl, clientId: client.userPoolClientId };
    this.signInUrl = domain.baseUrl();
    this.poolId = pool.userPoolId;
  }
}

function userPool(scope: Construct, keepData: boolean): UserPool {
  const pool = new UserPool(scope, 'Pool', {
    selfSignUpEnabled: false,
    signInAliases: { email: true },
    signInCaseSensitive: false,
    autoVerify: { email: true },
    // An address that somebody gives themselves counts only once it is verified.
    keepOriginal: { email: true },
    standardAttributes: {
      email: { required: true, mutable: true },
      fullname: { required: false, mutable: true },
    },
    mfa: Mfa.REQUIRED,
    mfaSecondFactor: { sms: false, otp: true },
    passwordPolicy: {
      minLength: 14,
      requireLowercase: true,
      requireUppercase: true,
      requireDigits: true,
      requireSymbols: true,
      tempPasswordValidity: Duration.days(3),
    },
    accountRecovery: AccountRecovery.EMAIL_ONLY,
    featurePlan: FeaturePlan.LITE,
    deletionProtection: keepData,
    removalPolicy: keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  });
  Validations.of(pool).acknowledge({
    id: 'AwsSolutions-COG8',
    reason:
      'The Plus plan is paid by user and month. A second factor is required, and an own issuer can be set.',
  });
  return pool;
}

/** A public client: authorization code with PKCE, no secret to leak. */
function codeClient(
  pool: UserPool,
  consoleOrigin: string | undefined,
  callbackUrls: readonly string[],
): UserPoolClient {
  const ofConsole = consoleOrigin === undefined ? [] : [`${consoleOrigin}/`];
  // Cognito refuses a client without one; http is allowed for localhost only.
  const local = [...ofConsole, ...callbackUrls].length === 0 ? ['http://localhost:4180/'] : [];
  const urls = [...ofConsole, ...callbackUrls, ...local].map((url) =>
    url.replace('http://127.0.0.1', 'http://localhost'),
  );
  return pool.addClient('Client', {
    generateSecret: false,
    authFlows: { userSrp: true },
    oAuth: {
      flows: { authorizationCodeGrant: true },
      scopes: [OAuthScope.OPENID, OAuthScope.EMAIL, OAuthScope.PROFILE],
      callbackUrls: urls,
      logoutUrls: urls,
    },
    preventUserExistenceErrors: true,
    enableTokenRevocation: true,
    idTokenValidity: Duration.hours(1),
    accessTokenValidity: Duration.hours(1),
    refreshTokenValidity: Duration.hours(12),
  });
}
