import { expect } from 'vitest';
import { api, must } from '../api.ts';
import type { Said } from './operation.ts';
import { resourceShares, saidShares } from './resourceOperations.ts';
import { roleView, saidRoleView } from './roleOperations.ts';
import { sharesOf } from './shareOperations.ts';
import { saidTokenView, tokenView } from './tokenOperations.ts';
import { viewOf } from './views.ts';
import type { World } from './world.ts';

/** One thing to read: where, what the model says of it, and how the answer is compared. */
interface Reading {
  readonly path: string;
  readonly wanted: unknown;
  readonly project: (said: Said) => unknown;
}

const listed = (said: Said): Said[] => said['Items'] as Said[];

function readings(world: World): Reading[] {
  const users = [...world.users.values()];
  return [
    ...users.map((user) => ({ path: `/users/${user.id}`, wanted: viewOf(user), project: viewOf })),
    ...users.filter(({ kind }) => kind === 'service').flatMap(({ id }) => ofServiceUser(world, id)),
    ...[...world.roles.values()].map((role) => ({
      path: `/roles/${role.id}`,
      wanted: roleView(role),
      project: saidRoleView,
    })),
    ...[...world.tags.values()].map(({ id, members }) => ({
      path: `/tags/${id}/users?limit=200`,
      wanted: [...members].map(([userId, { accessType }]) => `${userId} ${accessType}`).sort(),
      project: (said: Said) =>
        listed(said)
          .map((each) => `${String(each['UserId'])} ${String(each['AccessType'])}`)
          .sort(),
    })),
    ...[...world.resources.values()].flatMap((resource) => [
      {
        path: `/resources/${resource.id}`,
        wanted: resource.ownerId,
        project: (said: Said) => said['OwnerId'],
      },
      { path: `/resources/${resource.id}/shares`, wanted: resourceShares(resource), project: saidShares },
    ]),
  ];
}

function ofServiceUser(world: World, id: string): Reading[] {
  return [
    {
      path: `/users/${id}/shares?limit=200`,
      wanted: sharesOf(world, id),
      project: (said) =>
        listed(said)
          .map((each) => String(each['GranteeId']))
          .sort(),
    },
    {
      path: `/users/${id}/tokens?limit=200`,
      wanted: world
        .tokensOf(id)
        .map((token) => tokenView(world, token))
        .reverse(),
      project: (said) => listed(said).map(saidTokenView),
    },
  ];
}

/** Reads everything back, as somebody who may see it all; what a worker brings up to date may take a moment. */
export async function compareStates(world: World, as: string): Promise<void> {
  for (const { path, wanted, project } of readings(world)) {
    const until = Date.now() + 15_000;
    const read = async (): Promise<string> => {
      const { status, text, body } = await api('GET', path, { as });
      return status === 200 ? JSON.stringify(project(body)) : text;
    };
    const modelled = JSON.stringify(wanted);
    let said = await read();
    while (said !== modelled && Date.now() < until) said = await read();
    if (said !== modelled) throw new Error(`GET ${path}\nthe product: ${said}\nthe model:   ${modelled}`);
  }
  for (const id of world.gone.slice(-10)) {
    const path = pathOfGone(id);
    if (path !== undefined) await must(404, api('GET', path, { as }));
  }
  const members = await must(200, api('GET', '/super-admins', { as }));
  const known = listed(members.body).map((each) => String(each['UserId']));
  expect(known.filter((id) => world.users.has(id)).sort()).toEqual([...world.superAdmins].sort());
}

function pathOfGone(id: string): string | undefined {
  const paths: Readonly<Record<string, string>> = {
    ...{ svc: `/users/${id}`, usr: `/users/${id}`, rol: `/roles/${id}` },
    ...{ tag: `/tags/${id}/users`, res: `/resources/${id}` },
  };
  return paths[id.slice(0, 3)];
}
