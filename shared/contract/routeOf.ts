import { routedActions } from './routedActions.ts';

/** An operation with the action whose rule decides who may. */
export type RoutedAction = (typeof routedActions)[keyof typeof routedActions];

/** The operation behind a route as API Gateway names it, such as `GET` and `/users/{userId}`. */
export function routeOf(method: string, resource: string): RoutedAction | undefined {
  const route = `${method} ${resource}`;
  return Object.hasOwn(routedActions, route) ? routedActions[route as keyof typeof routedActions] : undefined;
}
