import { applicationOperations } from '../shared/contract/applications.ts';
import { builtInApplications } from '../shared/domain/application.ts';
import { applicationIdPattern } from '../shared/domain/ids.ts';
import { refuse } from '../shared/problems/refusal.ts';
import type { Handle } from '../shared/runtime/call.ts';
import { commit } from '../shared/runtime/commit.ts';
import type { Dependencies } from '../shared/runtime/dependencies.ts';
import { invalid } from '../shared/runtime/parseRequest.ts';
import { serve } from '../shared/runtime/serve.ts';
import { applicationToWire } from '../shared/runtime/wireForms.ts';
import { putApplication } from '../shared/store/applications.ts';

const unsuitable = {
  path: 'applicationId',
  message: 'must be 2 to 63 lower-case letters, digits and dashes, beginning with a letter',
};

/** L1: registers an audience, or replaces what was said of it; the last of two at once stands. */
export const handle: Handle<(typeof applicationOperations)['putApplication'], Dependencies> = async (
  call,
  dependencies,
) => {
  const { applicationId } = call.params;
  if (!applicationIdPattern.test(applicationId)) return invalid([unsuitable]);
  if (builtInApplications.has(applicationId)) return refuse('built-in');
  const application = {
    applicationId,
    name: call.body.Name.trim(),
    interactiveOnly: call.body.InteractiveOnly,
    builtIn: false,
  };
  const { name, interactiveOnly } = application;
  return await commit(
    call,
    {
      writes: [putApplication(application)],
      decisionEnded: refuse('super-admin-mode-required', { status: 409 }),
      audit: { targetId: applicationId, detail: { name, interactiveOnly } },
      reply: { status: 200 as const, body: applicationToWire(application) },
    },
    dependencies,
  );
};

/** The Lambda function. */
export const handler = serve(applicationOperations, 'putApplication', handle);
