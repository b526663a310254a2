import { readFileSync } from 'node:fs';
import {
  preparsePolicySet,
  preparseSchema,
  schemaToJson,
  statefulIsAuthorized,
  validate,
  type EntityJson,
} from '@cedar-policy/cedar-wasm/nodejs';
import { describe, expect, it } from 'vitest';
import { rules, type Action } from '../../shared/policy/rules.ts';
import { bulkLoad } from '../support/bulkLoad.ts';
import { entitiesOf } from '../support/cedar/cedarEntities.ts';
import { aPolicyState, itemsOf } from '../support/cedar/cedarState.ts';
import { aPolicyRequest, cedarQuestion, ruled, type PolicyRequest } from '../support/cedar/policyRequest.ts';
import { embeddedTable } from '../support/embeddedTable.ts';
import { Dice } from '../support/model/dice.ts';

const read = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');
const schema = read('schema.cedarschema');
const policies = { staticPolicies: read('policies.cedar') };
const actions = Object.keys(rules) as Action[];
/** What any principal may do. */
const openToAll = new Set<Action>([
  ...(['users.read', 'users.listAssumable', 'roles.read', 'teams.read', 'tags.read'] as const),
  ...(['applications.read', 'applications.token'] as const),
]);

/** How many random states: `CEDAR_STATES=2000` for a long run. */
const states = Number(process.env['CEDAR_STATES'] ?? 150);
const requestsPerState = 6;

function cedar(entities: EntityJson[], request: PolicyRequest): boolean {
  const answer = statefulIsAuthorized({
    ...cedarQuestion(request),
    entities,
    preparsedPolicySetId: 'service-users',
    preparsedSchemaName: 'service-users',
    validateRequest: true,
  });
  if (answer.type === 'failure') throw new Error(JSON.stringify(answer.errors));
  if (answer.response.diagnostics.errors.length > 0) throw new Error(JSON.stringify(answer.response));
  return answer.response.decision === 'allow';
}

describe('Cedar policies of SPEC section 14', () => {
  it('are sound: they fit the schema in strict mode', () => {
    const answer = validate({ schema, policies, validationSettings: { mode: 'strict' } });
    expect(answer).toEqual({
      type: 'success',
      validationErrors: [],
      validationWarnings: [],
      otherWarnings: [],
    });
  });

  it('know every action of the rules, and no other', () => {
    const answer = schemaToJson(schema);
    if (answer.type === 'failure') throw new Error(JSON.stringify(answer.errors));
    expect(Object.keys(answer.json['']?.actions ?? {}).sort()).toEqual([...actions].sort());
  });

  it('decide random states as the rules do, from the facts that real reads establish', async () => {
    expect(preparseSchema('service-users', schema)).toEqual({ type: 'success' });
    expect(preparsePolicySet('service-users', policies)).toEqual({ type: 'success' });
    const embedded = await embeddedTable();
    const { table } = embedded;
    const dice = new Dice(20_261_104);
    const seen = new Set<string>();
    for (let round = 0; round < states; round += 1) {
      const state = aPolicyState(dice);
      await bulkLoad(embedded, itemsOf(state));
      const requests = Array.from({ length: requestsPerState }, (_, each) => {
        const action = actions[(round * requestsPerState + each) % actions.length] ?? 'users.read';
        return aPolicyRequest(dice, state, action);
      });
      const byRules = await Promise.all(requests.map((request) => ruled(table, request)));
      const entities = entitiesOf(state);
      for (const [at, request] of requests.entries()) {
        const byCedar = cedar(entities, request);
        expect(byRules[at], `state ${round}: ${JSON.stringify({ request, state })}`).toBe(byCedar);
        seen.add(`${request.action} ${byCedar}`);
      }
    }
    // Both answers were met of every action that has both: the comparison is not empty.
    for (const action of actions) {
      expect(seen, action).toContain(`${action} true`);
      if (!openToAll.has(action)) expect(seen, action).toContain(`${action} false`);
    }
  }, 180_000);
});
