import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, StreamViewType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';

/** The indexes by their names, which are also their sort attributes: the orders of GET /users (SPEC section 2). */
export const listOrders = ['byName', 'byCreated', 'byActive', 'byRole'] as const;

/** Settings of {@link ServiceTable}. */
export interface ServiceTableProps {
  /** Refuses deletion, and outlives its stack. */
  readonly keepData: boolean;
}

/** The one table. Base items decide, indexes only list. */
export class ServiceTable extends Construct {
  readonly table: Table;
  /** The stream that wakes workers. */
  readonly streamArn: string;

  constructor(scope: Construct, id: string, { keepData }: ServiceTableProps) {
    super(scope, id);
    this.table = new Table(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      timeToLiveAttribute: 'ttl',
      stream: StreamViewType.NEW_AND_OLD_IMAGES,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: keepData,
      removalPolicy: keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    for (const order of listOrders) {
      this.table.addGlobalSecondaryIndex({
        indexName: order,
        partitionKey: { name: 'listPk', type: AttributeType.STRING },
        sortKey: { name: order, type: AttributeType.STRING },
        projectionType: ProjectionType.ALL,
      });
    }
    if (this.table.tableStreamArn === undefined) throw new Error('The table has no stream.');
    this.streamArn = this.table.tableStreamArn;
  }
}
