import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';

/** Settings of {@link signingKey}. */
export interface SigningKeyProps {
  readonly stage: string;
  /** Its name among the stage's signing keys. */
  readonly name: string;
  /** The key outlives its stack: tokens signed with it can be verified until they end. */
  readonly keepData: boolean;
}

/** A key that signs tokens with ES256; its private part never leaves KMS. */
export function signingKey(scope: Construct, id: string, { stage, name, keepData }: SigningKeyProps): Key {
  return new Key(scope, id, {
    keySpec: KeySpec.ECC_NIST_P256,
    keyUsage: KeyUsage.SIGN_VERIFY,
    alias: `service-users/${stage}/signing/${name}`,
    description: `Signs the tokens of service-users, stage ${stage} (${name})`,
    pendingWindow: Duration.days(30),
    removalPolicy: keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  });
}
