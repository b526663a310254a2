import { trustRuleOperations } from '../shared/contract/trustRules.ts';
import type { ClientKey } from '../shared/domain/clientKey.ts';
import { isRefusal, refuse } from '../shared/problems/refusal.ts';
import type { Call, Handle, Outcome } from '../shared/runtime/call.ts';
import { readPublicJwk } from '../shared/runtime/clientJwk.ts';
import { commit, guard, retried } from '../shared/runtime/commit.ts';
import type { Dependencies } from '../shared/runtime/dependencies.ts';
import { behind } from '../shared/runtime/newToken.ts';
import { serve } from '../shared/runtime/serve.ts';
import { isFull, readTrustee } from '../shared/runtime/trustChanges.ts';
import { clientKeyToWire } from '../shared/runtime/trustForms.ts';
import { putClientKey } from '../shared/store/clientKeys.ts';
import { changeRoster } from '../shared/store/rosters.ts';
import { checkNotDeleting } from '../shared/store/users.ts';

type Row = (typeof trustRuleOperations)['addClientKey'];

/** The key is pinned to one algorithm, and only its public members are kept. */
export const handle: Handle<Row, Dependencies> = (call, dependencies) =>
  retried(() => attempt(call, dependencies));

async function attempt(call: Call<Row>, dependencies: Dependencies): Promise<Outcome<Row>> {
  const trusting = await readTrustee(dependencies.table, call.params.userId, 'clientKeys');
  if (isRefusal(trusting)) return trusting;
  const { user, roster } = trusting;
  const read = readPublicJwk(call.body.Jwk);
  if ('fault' in read) {
    return refuse('invalid-request', { errors: [{ path: 'Jwk', message: read.fault }] });
  }
  if (Object.hasOwn(roster.names, read.clientKeyId)) return refuse('client-key-taken');
  if (isFull(roster)) return refuse('limit-reached');
  const key: ClientKey = {
    ...read,
    userId: user.userId,
    name: call.body.Name.trim(),
    createdAt: call.now,
    createdBy: behind(call.caller.principal),
    grantId: dependencies.newId('grant'),
  };
  const { clientKeyId, name, algorithm } = key;
  return await commit(
    call,
    {
      writes: [
        guard(putClientKey(key), 'client-key-taken'),
        changeRoster(roster, { ...roster.names, [clientKeyId]: name }),
        checkNotDeleting(user.userId),
      ],
      audit: { targetId: user.userId, detail: { clientKeyId, name, algorithm } },
      reply: { status: 201 as const, body: clientKeyToWire(key) },
    },
    dependencies,
  );
}

/** The Lambda function. */
export const handler = serve(trustRuleOperations, 'addClientKey', handle);
