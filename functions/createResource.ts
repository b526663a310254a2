import { resourceOperations } from '../shared/contract/resources.ts';
import type { Handle } from '../shared/runtime/call.ts';
import { commit } from '../shared/runtime/commit.ts';
import type { Dependencies } from '../shared/runtime/dependencies.ts';
import { serve } from '../shared/runtime/serve.ts';
import { resourceToWire } from '../shared/runtime/sharingForms.ts';
import { putNewResource, type Resource } from '../shared/store/resources.ts';

type Row = (typeof resourceOperations)['createResource'];

/**
 * The owner is the identity that the request runs as (T6, H8). That it is enabled, so not being deleted, is part of what the
 * decision relied on: the mode or the permission of its role.
 */
export const handle: Handle<Row, Dependencies> = async (call, dependencies) => {
  const { body, caller, now } = call;
  const resource: Resource = {
    resourceId: dependencies.newId('resource'),
    resourceType: body.ResourceType,
    name: body.Name.trim(),
    externalId: body.ExternalId,
    ownerId: caller.principal.userId,
    createdAt: now,
    version: 1,
  };
  const { resourceId, resourceType, name, ownerId } = resource;
  return await commit(
    call,
    {
      writes: putNewResource(resource),
      audit: { targetId: resourceId, detail: { resourceType, name, ownerId } },
      reply: {
        status: 201 as const,
        body: resourceToWire(resource),
        headers: { Location: `/resources/${resourceId}` },
      },
    },
    dependencies,
  );
};

/** The Lambda function. */
export const handler = serve(resourceOperations, 'createResource', handle);
