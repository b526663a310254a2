import { Aws } from 'aws-cdk-lib';
import type { SpecRestApi } from 'aws-cdk-lib/aws-apigateway';
import { CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';

/** Settings of {@link WebAcl}. */
export interface WebAclProps {
  readonly api: SpecRestApi;
  readonly name: string;
  /** Requests that one address may send in five minutes. */
  readonly requests: number;
}

/**
 * Rules of AWS that only count here: bodies are strict JSON of up to 64 KiB in which descriptions, reasons and URLs of issuers
 * are data, and clients need not name themselves.
 */
const onlyCounted = [
  'SizeRestrictions_BODY',
  'CrossSiteScripting_BODY',
  'GenericLFI_BODY',
  'GenericRFI_BODY',
  'EC2MetaDataSSRF_BODY',
  'NoUserAgent_HEADER',
];

/** Refuses floods from one address, addresses of ill repute, and requests that look like known attacks, before the API sees them. */
export class WebAcl extends Construct {
  constructor(scope: Construct, id: string, { api, name, requests }: WebAclProps) {
    super(scope, id);
    const acl = new CfnWebACL(this, 'Acl', {
      name,
      scope: 'REGIONAL',
      defaultAction: { allow: {} },
      visibilityConfig: seen(name),
      rules: [
        {
          name: 'rate',
          priority: 0,
          action: { block: {} },
          statement: {
            rateBasedStatement: { limit: requests, aggregateKeyType: 'IP', evaluationWindowSec: 300 },
          },
          visibilityConfig: seen(`${name}-rate`),
        },
        managed({ name: 'AWSManagedRulesAmazonIpReputationList', priority: 1, of: name }),
        managed({ name: 'AWSManagedRulesKnownBadInputsRuleSet', priority: 2, of: name }),
        managed({ name: 'AWSManagedRulesCommonRuleSet', priority: 3, of: name, counted: onlyCounted }),
      ],
    });
    const { restApiId, deploymentStage } = api;
    new CfnWebACLAssociation(this, 'Association', {
      webAclArn: acl.attrArn,
      resourceArn: `arn:${Aws.PARTITION}:apigateway:${Aws.REGION}::/restapis/${restApiId}/stages/${deploymentStage.stageName}`,
    });
  }
}

interface ManagedRules {
  readonly name: string;
  readonly priority: number;
  /** Name of the web ACL. */
  readonly of: string;
  readonly counted?: readonly string[];
}

function managed({ name, priority, of, counted = [] }: ManagedRules): CfnWebACL.RuleProperty {
  return {
    name,
    priority,
    overrideAction: { none: {} },
    statement: {
      managedRuleGroupStatement: {
        vendorName: 'AWS',
        name,
        ruleActionOverrides: counted.map((rule) => ({ name: rule, actionToUse: { count: {} } })),
      },
    },
    visibilityConfig: seen(`${of}-${name}`),
  };
}

function seen(metricName: string): CfnWebACL.VisibilityConfigProperty {
  // Sampled requests are kept with their headers: no copy of a token anywhere (A5).
  return { cloudWatchMetricsEnabled: true, metricName, sampledRequestsEnabled: false };
}
