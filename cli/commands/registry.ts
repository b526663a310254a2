import { items } from '../../client/index.ts';
import { columns } from '../columns.ts';
import { choice, command, given, group, text, whole } from '../command.ts';
import { UsageError } from '../exitCodes.ts';
import { showList, showOne } from '../output.ts';
import { confirm, print } from '../terminal.ts';
import { resourceShare } from './shares.ts';

const listTags = command({
  brief: 'List tags',
  run: async ({ api, call, output }) => {
    await showList(items((await api()).listTags, {}, call), columns.tags, output);
  },
});

const createTag = command({
  brief: 'Create a tag; you are its first Owner',
  args: ['key=value'],
  run: async ({ api, call, output }, [tag]) => {
    const at = tag.indexOf('=');
    if (at < 1) throw new UsageError('A tag is written key=value.');
    const body = { TagKey: tag.slice(0, at), TagValue: tag.slice(at + 1) };
    showOne((await (await api()).createTag({ body }, call)).body, columns.tags, output);
  },
});

const deleteTag = command({
  brief: 'Delete a tag; what was shared with it ends at once',
  args: ['tag'],
  flags: { yes: given('Do not ask', 'y') },
  run: async ({ api, find, call }, [tag], { yes }) => {
    await confirm(`Delete tag ${tag}?`, yes);
    await (await api()).deleteTag({ tagId: await (await find()).tag(tag) }, call);
  },
});

const tagUsers = command({
  brief: 'List who is on a tag',
  args: ['tag'],
  run: async ({ api, find, call, output }, [tag]) => {
    const tagId = await (await find()).tag(tag);
    await showList(items((await api()).listTagUsers, { tagId }, call), columns.tagUsers, output);
  },
});

const addTagUser = command({
  brief: 'Put a user on a tag, or change how',
  args: ['tag', 'user'],
  flags: { access: choice('What it gives (ReadOnly)', ['Owner', 'ReadOnly']) },
  run: async ({ api, find, call, output }, [tag, user = ''], { access }) => {
    const [client, resolve] = [await api(), await find()];
    const ids = { tagId: await resolve.tag(tag), userId: await resolve.user(user) };
    const { body } = await client.addTagUser({ ...ids, body: { AccessType: access ?? 'ReadOnly' } }, call);
    showOne(body, columns.tagUsers, output);
  },
});

const removeTagUser = command({
  brief: 'Take a user off a tag',
  args: ['tag', 'user'],
  run: async ({ api, find, call }, [tag, user = '']) => {
    const [client, resolve] = [await api(), await find()];
    await client.removeTagUser({ tagId: await resolve.tag(tag), userId: await resolve.user(user) }, call);
  },
});

/** `service-users tags …` */
export const tags = group('Tags and who is on them', {
  list: listTags,
  create: createTag,
  delete: deleteTag,
  users: tagUsers,
  add: addTagUser,
  remove: removeTagUser,
});

const listResources = command({
  brief: 'List resources',
  flags: { owner: text('Only of this owner', { placeholder: 'user' }), type: text('Only of this type') },
  run: async ({ api, find, call, output }, _, { owner, type }) => {
    const query = {
      owner: owner === undefined ? undefined : await (await find()).user(owner),
      type,
      limit: 200,
    };
    await showList(items((await api()).listResources, { query }, call), columns.resources, output);
  },
});

const getResource = command({
  brief: 'Show one resource',
  args: ['resource'],
  run: async ({ api, call, output }, [resourceId]) => {
    showOne((await (await api()).getResource({ resourceId }, call)).body, columns.resources, output);
  },
});

const createResource = command({
  brief: 'Register a resource',
  args: ['type', 'name'],
  flags: { externalId: text('What the owning service calls it', { placeholder: 'id' }) },
  run: async ({ api, call, output }, [type, name = ''], { externalId }) => {
    const body = { ResourceType: type, Name: name, ExternalId: externalId };
    showOne((await (await api()).createResource({ body }, call)).body, columns.resources, output);
  },
});

const deleteResource = command({
  brief: 'Take a resource out of the registry',
  args: ['resource'],
  flags: { yes: given('Do not ask', 'y') },
  run: async ({ api, call }, [resourceId], { yes }) => {
    await confirm(`Delete resource ${resourceId}?`, yes);
    await (await api()).deleteResource({ resourceId }, call);
  },
});

/** `service-users resources …` */
export const resources = group('The registry of who owns what', {
  list: listResources,
  get: getResource,
  create: createResource,
  delete: deleteResource,
  share: resourceShare,
});

const listApplications = command({
  brief: 'List applications',
  run: async ({ api, call, output }) => {
    await showList(items((await api()).listApplications, {}, call), columns.applications, output);
  },
});

const putApplication = command({
  brief: 'Register an application, or change it (Super-Admin mode)',
  args: ['id', 'name'],
  flags: { interactiveOnly: given('For people only') },
  run: async ({ api, call, output }, [applicationId, name = ''], { interactiveOnly }) => {
    const body = { Name: name, InteractiveOnly: interactiveOnly === true };
    const { body: made } = await (await api()).putApplication({ applicationId, body }, call);
    showOne(made, columns.applications, output);
  },
});

const deleteApplication = command({
  brief: 'Remove an application (Super-Admin mode)',
  args: ['id'],
  flags: { yes: given('Do not ask', 'y') },
  run: async ({ api, call }, [applicationId], { yes }) => {
    await confirm(`Delete application ${applicationId}?`, yes);
    await (await api()).deleteApplication({ applicationId }, call);
  },
});

const applicationToken = command({
  brief: 'Print a token of yours for an application',
  args: ['id'],
  flags: { minutes: whole('Its life (60)', 1, 180) },
  run: async ({ api, call, output }, [applicationId], { minutes }) => {
    const body = { DurationMinutes: minutes };
    const { body: token } = await (await api()).createApplicationToken({ applicationId, body }, call);
    if (output.format === undefined || output.format === 'table') print(token.Token ?? '');
    else showOne(token, {}, output);
  },
});

/** `service-users applications …` */
export const applications = group('Audiences that other services verify tokens for', {
  list: listApplications,
  put: putApplication,
  delete: deleteApplication,
  token: applicationToken,
});
