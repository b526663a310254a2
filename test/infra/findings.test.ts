import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App, Stack, Validations } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { afterAll, describe, expect, it } from 'vitest';
import { serviceUsersApp } from '../../infra/app.ts';

const outdir = mkdtempSync(path.join(tmpdir(), 'service-users-'));
afterAll(() => {
  rmSync(outdir, { recursive: true, force: true });
});

const app = serviceUsersApp({ stage: 'dev', given: {}, codeOf: () => Code.fromInline('//'), outdir });

describe('findings of the policy checks', () => {
  it('are each acknowledged where they arise, with a reason, never for a whole stack', () => {
    const acknowledged = app.node
      .findAll()
      .flatMap((construct) => construct.node.metadata.map((entry) => ({ construct, ...entry })))
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY);
    expect(acknowledged.length).toBeGreaterThan(0);
    for (const { construct, data } of acknowledged) {
      expect(Stack.isStack(construct) || App.isApp(construct)).toBe(false);
      for (const [rule, reason] of Object.entries(data as Record<string, string>)) {
        expect([rule, reason]).toEqual([
          expect.stringContaining('AwsSolutions-'),
          expect.stringMatching(/\w+ \w+ \w+/),
        ]);
      }
    }
  });

  it('stop the synthesis when they are not acknowledged', () => {
    new Queue(new Stack(app, 'Careless'), 'WithoutEncryptionInTransit');
    expect(() => app.synth()).toThrow(/AwsSolutions-SQS4/);
  });
});
