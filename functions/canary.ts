import { systemClock } from '../shared/domain/time.ts';
import { canaryRun } from '../shared/runtime/canaryRun.ts';
import { setting } from '../shared/runtime/config.ts';
import { errorFields, log } from '../shared/runtime/log.ts';
import { KmsAssertionSigner } from '../shared/tokens/assertionSigner.ts';

const worker = 'canary';

/** The Lambda function, run by the clock: what it cannot do, no integration can. */
export async function handler(): Promise<void> {
  try {
    const times = await canaryRun({
      issuer: setting('ISSUER'),
      userId: setting('CANARY_USER'),
      signer: new KmsAssertionSigner(setting('CANARY_KEY')),
      clock: systemClock,
    });
    log.info('worker', { worker, times });
  } catch (error) {
    // Not thrown: Lambda would run it again, and the alarm counts this line.
    log.error('canary-failed', { worker, ...errorFields(error) });
  }
}
