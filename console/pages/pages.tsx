import Spinner from '@cloudscape-design/components/spinner';
import { lazy, Suspense, type ComponentType, type LazyExoticComponent } from 'react';
import { Redirect, Route, Switch } from 'wouter';
import { NotFound } from './notFound.tsx';
import { UsersPage } from './usersPage.tsx';

type Page = ComponentType | LazyExoticComponent<ComponentType>;

/** Everything but the first page is loaded when somebody goes there. */
const routed: readonly (readonly [path: string, page: Page])[] = [
  ['/users', UsersPage],
  ['/tokens', lazy(() => import('./tokensPage.tsx'))],
  ['/users/create', lazy(() => import('./createPage.tsx'))],
  ['/users/:userId/:tab?', lazy(() => import('./userPage.tsx'))],
  ['/roles', lazy(() => import('./rolesPage.tsx'))],
  ['/roles/:roleId', lazy(() => import('./rolePage.tsx'))],
  ['/teams', lazy(() => import('./teamsPage.tsx'))],
  ['/teams/:teamId', lazy(() => import('./teamPage.tsx'))],
  ['/tags', lazy(() => import('./tagsPage.tsx'))],
  ['/tags/:tagId', lazy(() => import('./tagPage.tsx'))],
  ['/resources', lazy(() => import('./resourcesPage.tsx'))],
  ['/resources/:resourceId', lazy(() => import('./resourcePage.tsx'))],
  ['/super-admins', lazy(() => import('./superAdminsPage.tsx'))],
  ['/applications', lazy(() => import('./applicationsPage.tsx'))],
  ['/audit', lazy(() => import('./auditPage.tsx'))],
  ['/switch', lazy(() => import('./switchPage.tsx'))],
];

/** The page that the address names. */
export function Pages() {
  return (
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
  );
}
