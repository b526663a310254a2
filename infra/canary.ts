import { CfnOutput, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import type { Code } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { allow, signWith } from './grants.ts';
import { ServiceFunction } from './serviceFunction.ts';
import type { StageSettings } from './stages.ts';

/** Entry of the canary's function. */
export const canaryEntry = 'canary';
/** What a user loses when the canary fails: the text of its alarm. */
export const canaryImpact = 'Integrations cannot get, use or revoke tokens: the canary did not get through.';

/** Settings of {@link Canary}. */
export interface CanaryProps {
  readonly stage: StageSettings;
  readonly code: Code;
  /** The API's base URL. */
  readonly publicUrl: string;
  /** The service user that it is. */
  readonly userId: string;
}

/**
 * A client of the API like any other, every five minutes. It may do nothing in AWS but sign with a key of its own, whose public part
 * a person registers for its service user: it has no door that integrations do not have, and no secret is stored.
 */
export class Canary extends Construct {
  constructor(scope: Construct, id: string, { stage, code, publicUrl, userId }: CanaryProps) {
    super(scope, id);
    const key = new Key(this, 'Key', {
      keySpec: KeySpec.ECC_NIST_P256,
      keyUsage: KeyUsage.SIGN_VERIFY,
      alias: `service-users/${stage.name}/canary`,
      description: `Proves who the canary of service-users is, stage ${stage.name}`,
      pendingWindow: Duration.days(7),
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const { lambda } = new ServiceFunction(this, 'Function', {
      stage,
      entry: canaryEntry,
      code,
      description: `Canary. When it fails: ${canaryImpact}`,
      statements: [signWith(key), allow(['kms:GetPublicKey'], [key.keyArn])],
      environment: { ISSUER: publicUrl, CANARY_USER: userId, CANARY_KEY: key.keyArn },
      // Seven answers, each of which it waits ten seconds for.
      timeoutSeconds: 90,
    });
    new Rule(this, 'Clock', {
      schedule: Schedule.rate(Duration.minutes(5)),
      targets: [new LambdaFunction(lambda, { retryAttempts: 0 })],
    });
    new CfnOutput(this, 'KeyId', {
      value: key.keyId,
      description: "The canary's key: register its public part for the canary's service user",
    }).overrideLogicalId('CanaryKeyId');
  }
}
