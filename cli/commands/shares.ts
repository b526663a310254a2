import { items } from '../../client/index.ts';
import { columns } from '../columns.ts';
import { choice, command, given, group } from '../command.ts';
import { isId } from '../names.ts';
import { showList, showOne } from '../output.ts';

/** The tag that a grantee is, as `tag:key=value`, `tag:` and an id, or an id; undefined for a user. */
function tagOf(grantee: string): string | undefined {
  if (isId('tag', grantee)) return grantee;
  return grantee.startsWith('tag:') ? grantee.slice(4) : undefined;
}

const accessTypes = ['Owner', 'Editor', 'ReadOnly'] as const;

const list = command({
  brief: 'List with whom a service user is shared',
  args: ['user'],
  run: async ({ api, find, call, output }, [user]) => {
    const userId = await (await find()).user(user);
    await showList(items((await api()).listShares, { userId }, call), columns.shares, output);
  },
});

const add = command({
  brief: 'Share a service user with a person, or with a tag: `tag:key=value`, or its id',
  args: ['user', 'grantee'],
  run: async ({ api, find, call, output }, [user, grantee = '']) => {
    const [client, resolve] = [await api(), await find()];
    const userId = await resolve.user(user);
    const body = { AccessType: 'Owner' } as const;
    const tag = tagOf(grantee);
    const { body: share } =
      tag !== undefined
        ? await client.shareWithTag({ userId, tagId: await resolve.tag(tag), body }, call)
        : await client.shareWithUser({ userId, granteeId: await resolve.user(grantee), body }, call);
    showOne(share, columns.shares, output);
  },
});

const remove = command({
  brief: 'Take a share away',
  args: ['user', 'grantee'],
  flags: { revokeTokens: given('Also revoke the tokens that the person created') },
  run: async ({ api, find, call, output }, [user, grantee = ''], { revokeTokens }) => {
    const [client, resolve] = [await api(), await find()];
    const userId = await resolve.user(user);
    const tag = tagOf(grantee);
    if (tag !== undefined) {
      await client.unshareWithTag({ userId, tagId: await resolve.tag(tag) }, call);
      return;
    }
    const query = { revokeTokens: revokeTokens === true ? ('true' as const) : undefined };
    const ids = { userId, granteeId: await resolve.user(grantee) };
    const { body } = await client.unshareWithUser({ ...ids, query }, call);
    const created = {
      'Tokens that the person created': () => body.TokensCreatedByGrantee.join(', ') || 'none',
    };
    showOne(body, created, output);
  },
});

/** `service-users share …` */
export const share = group('Sharing of service users', { list, add, remove });

const listOfResource = command({
  brief: 'List with whom a resource is shared',
  args: ['resource'],
  run: async ({ api, call, output }, [resourceId]) => {
    await showList(items((await api()).listResourceShares, { resourceId }, call), columns.shares, output);
  },
});

const addToResource = command({
  brief: 'Share a resource with a user, or with a tag: `tag:key=value`, or its id',
  args: ['resource', 'grantee'],
  flags: { access: choice('What it gives (ReadOnly)', accessTypes) },
  run: async ({ api, find, call, output }, [resourceId, grantee = ''], { access }) => {
    const [client, resolve] = [await api(), await find()];
    const body = { AccessType: access ?? 'ReadOnly' } as const;
    const tag = tagOf(grantee);
    const { body: made } =
      tag !== undefined
        ? await client.shareResourceWithTag({ resourceId, tagId: await resolve.tag(tag), body }, call)
        : await client.shareResourceWithUser(
            { resourceId, granteeId: await resolve.user(grantee), body },
            call,
          );
    showOne(made, columns.shares, output);
  },
});

const removeFromResource = command({
  brief: 'Take a share of a resource away',
  args: ['resource', 'grantee'],
  run: async ({ api, find, call }, [resourceId, grantee = '']) => {
    const [client, resolve] = [await api(), await find()];
    const tag = tagOf(grantee);
    if (tag !== undefined) {
      await client.unshareResourceWithTag({ resourceId, tagId: await resolve.tag(tag) }, call);
    } else {
      await client.unshareResourceWithUser({ resourceId, granteeId: await resolve.user(grantee) }, call);
    }
  },
});

/** `service-users resources share …` */
export const resourceShare = group('Sharing of resources', {
  list: listOfResource,
  add: addToResource,
  remove: removeFromResource,
});
