import CloudscapeLink from '@cloudscape-design/components/link';
import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import { useHere } from './here.ts';

/** Handlers of Cloudscape's links and buttons, for addresses within the console; other ways to open a link stay. */
export function useFollow(): (
  event: CustomEvent<{ href?: string | undefined; external?: boolean | undefined }>,
) => void {
  const [, go] = useLocation();
  return (event) => {
    const { href, external } = event.detail;
    if (href === undefined || external === true || !href.startsWith('/') || href === '/docs') return;
    event.preventDefault();
    go(href);
  };
}

/** Goes elsewhere, unless the person has left the page that wants it by then. */
export function useGo(): (address: string, options?: { readonly replace: boolean }) => void {
  const [, go] = useLocation();
  const here = useHere();
  return (address, options) => {
    if (here.current) go(address, options);
  };
}

interface LinkProps {
  readonly to: string;
  readonly children: ReactNode;
  readonly label?: string;
}

/** A link within the console. */
export function Link({ to, children, label }: LinkProps) {
  const follow = useFollow();
  return (
    <CloudscapeLink href={to} onFollow={follow} {...(label === undefined ? {} : { ariaLabel: label })}>
      {children}
    </CloudscapeLink>
  );
}
