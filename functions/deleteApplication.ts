import { applicationOperations } from '../shared/contract/applications.ts';
import { builtInApplications } from '../shared/domain/application.ts';
import { refuse } from '../shared/problems/refusal.ts';
import type { Handle } from '../shared/runtime/call.ts';
import { commit, guard } from '../shared/runtime/commit.ts';
import type { Dependencies } from '../shared/runtime/dependencies.ts';
import { serve } from '../shared/runtime/serve.ts';
import { removeApplication } from '../shared/store/applications.ts';

/** Tokens for it are issued no more; those that were stay good until they end, since they are verified offline. */
export const handle: Handle<(typeof applicationOperations)['deleteApplication'], Dependencies> = async (
  call,
  dependencies,
) => {
  const { applicationId } = call.params;
  if (builtInApplications.has(applicationId)) return refuse('built-in');
  return await commit(
    call,
    {
      writes: [guard(removeApplication(applicationId), 'application-not-found')],
      decisionEnded: refuse('super-admin-mode-required', { status: 409 }),
      audit: { targetId: applicationId },
      reply: { status: 204 as const, body: undefined },
    },
    dependencies,
  );
};

/** The Lambda function. */
export const handler = serve(applicationOperations, 'deleteApplication', handle);
