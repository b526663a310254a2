import SideNavigation from '@cloudscape-design/components/side-navigation';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import { useFollow } from '../parts/link.tsx';
import { NoticesBar } from '../parts/notices.tsx';
import { Bar } from './bar.tsx';
import { destinations } from './destinations.ts';

function Navigation({ path }: { readonly path: string }) {
  const follow = useFollow();
  const active = destinations
    .flatMap(({ places }) => places)
    .find(({ href }) => path === href || path.startsWith(`${href}/`));
  return (
    <SideNavigation
      activeHref={active?.href ?? ''}
      onFollow={follow}
      items={[
        ...destinations.map(({ group, places }) => ({
          type: 'section-group' as const,
          title: group,
          items: places.map((place) => ({ type: 'link' as const, ...place })),
        })),
        { type: 'divider' as const },
        { type: 'link' as const, text: 'API reference', href: '/docs', external: true },
      ]}
    />
  );
}

/** Bar, navigation and page. On a new page the focus goes to it, as after a page load. */
export function Shell({ children }: { readonly children: ReactNode }) {
  const [path] = useLocation();
  const [open, setOpen] = useState(false);
  const main = useRef<HTMLElement>(null);
  const shown = useRef(path);
  useEffect(() => {
    if (shown.current === path) return;
    shown.current = path;
    setOpen(false);
    main.current?.focus();
    scrollTo(0, 0);
  }, [path]);
  return (
    <div className="shell">
      <a className="skip-link" href="#main">
        Skip to the page
      </a>
      <Bar menuOpen={open} onMenu={() => setOpen(!open)} />
      <aside className={open ? 'side open' : 'side'} id="navigation" aria-label="Pages">
        <Navigation path={path} />
      </aside>
      <main className="main" id="main" ref={main} tabIndex={-1}>
        <div className="notices">
          <NoticesBar />
        </div>
        {children}
      </main>
    </div>
  );
}
