import { lazy, type ComponentType } from 'react';
import { loaded, NotLoaded } from './loaded.ts';

/** A component that is loaded when it is first shown, and again after a failure: see {@link Boundary}. */
export function lazily<Props extends object>(
  load: () => Promise<{ readonly default: ComponentType<Props> }>,
): ComponentType<Props> {
  const anew = loaded(load);
  let part: ComponentType<Props> | undefined;
  const forget = () => {
    part = undefined;
  };
  const begin = () =>
    lazy(() =>
      anew().catch(() => {
        throw new NotLoaded(forget);
      }),
    ) as ComponentType<Props>;
  return function Lazily(props: Props) {
    const Part = (part ??= begin());
    return <Part {...props} />;
  };
}
