import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import type { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { PeoplePool, type TrustedIssuer } from './peoplePool.ts';
import { ServiceTable } from './serviceTable.ts';
import { signingKey } from './signingKey.ts';
import type { StageSettings } from './stages.ts';

/** Settings of {@link DataStack}. */
export interface DataStackProps extends StackProps {
  readonly stage: StageSettings;
  /** Origin of the web console, where the stage has one. */
  readonly consoleOrigin: string | undefined;
}

/** What keeps state: the table, the signing keys, the bus and, where a stage has no own issuer, the user pool. */
export class DataStack extends Stack {
  readonly storage: ServiceTable;
  /** The first signs. */
  readonly signingKeys: readonly Key[];
  /** Where changes are published; here, because the rules of those who listen outlive what answers requests. */
  readonly bus: EventBus;
  readonly trusted: TrustedIssuer;

  constructor(scope: Construct, id: string, { stage, consoleOrigin, ...props }: DataStackProps) {
    super(scope, id, { ...props, terminationProtection: stage.keepData });
    this.storage = new ServiceTable(this, 'Storage', { keepData: stage.keepData });
    this.signingKeys = stage.signingKeys.map((name) =>
      signingKey(this, `SigningKey-${name}`, { stage: stage.name, name, keepData: stage.keepData }),
    );
    this.bus = new EventBus(this, 'Events', {
      eventBusName: `service-users-${stage.name}`,
      description: 'What changes in service-users, as CloudEvents',
    });
    new CfnOutput(this, 'EventBus', {
      value: this.bus.eventBusName,
      description: 'Where changes are published',
    });
    this.trusted = stage.signIn.kind === 'ownIssuer' ? stage.signIn : this.peoplePool(stage, consoleOrigin);
    new CfnOutput(this, 'Issuer', { value: this.trusted.issuer, description: 'Who signs people in' });
    new CfnOutput(this, 'ClientId', {
      value: this.trusted.clientId,
      description: 'The client of that issuer',
    });
  }

  private peoplePool(stage: StageSettings, consoleOrigin: string | undefined): TrustedIssuer {
    const pool = new PeoplePool(this, 'People', { stage, consoleOrigin });
    new CfnOutput(this, 'UserPoolId', { value: pool.poolId, description: 'Where people are added' });
    new CfnOutput(this, 'SignInUrl', { value: pool.signInUrl, description: 'Where people sign in' });
    return pool.trusted;
  }
}
