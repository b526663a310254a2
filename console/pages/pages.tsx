import Spinner from '@cloudscape-design/components/spinner';
import { Suspense, type ComponentType } from 'react';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import { Boundary } from '../parts/boundary.tsx';
import { lazily } from '../parts/lazily.tsx';
import { NotFound } from './notFound.tsx';
import { UsersPage } from './usersPage.tsx';

/** Everything but the first page is loaded when somebody goes there. */
const routed: readonly (readonly [path: string, page: ComponentType])[] = [
  ['/users', UsersPage],
  ['/tokens', lazily(() => import('./tokensPage.tsx'))],
  ['/users/create', lazily(() => import('./createPage.tsx'))],
  ['/users/:userId/:tab?', lazily(() => import('./userPage.tsx'))],
  ['/roles', lazily(() => import('./rolesPage.tsx'))],
  ['/roles/:roleId', lazily(() => import('./rolePage.tsx'))],
  ['/teams', lazily(() => import('./teamsPage.tsx'))],
  ['/teams/:teamId', lazily(() => import('./teamPage.tsx'))],
  ['/tags', lazily(() => import('./tagsPage.tsx'))],
  ['/tags/:tagId', lazily(() => import('./tagPage.tsx'))],
  ['/resources', lazily(() => import('./resourcesPage.tsx'))],
  ['/resources/:resourceId', lazily(() => import('./resourcePage.tsx'))],
  ['/super-admins', lazily(() => import('./superAdminsPage.tsx'))],
  ['/applications', lazily(() => import('./applicationsPage.tsx'))],
  ['/audit', lazily(() => import('./auditPage.tsx'))],
  ['/switch', lazily(() => import('./switchPage.tsx'))],
];

/** The page that the address names. */
export function Pages() {
  const [path] = useLocation();
  return (
    <Boundary about={path}>
      <Suspense fallback={<Spinner size="large" />}>
        <Switch>
          <Route path="/">
            <Redirect to="/users" replace />
          </Route>
          {routed.map(([path, page]) => (
            <Route key={path} path={path} component={page} />
          ))}
          <Route>
            <NotFound />
          </Route>
        </Switch>
      </Suspense>
    </Boundary>
  );
}
