import SideNavigation from '@cloudscape-design/components/side-navigation';
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import { useFollow } from '../parts/link.tsx';
import { NoticesBar } from '../parts/notices.tsx';
import { Bar } from './bar.tsx';
import { destinations } from './destinations.ts';
import { useKeptFocus } from './focus.ts';
import { Progress } from './progress.tsx';

interface NavigationProps {
  readonly path: string;
  readonly onFollow: () => void;
}

function Navigation({ path, onFollow }: NavigationProps) {
  const follow = useFollow();
  const active = destinations
    .flatMap(({ places }) => places)
    .find(({ href }) => path === href || path.startsWith(`${href}/`));
  return (
    <SideNavigation
      activeHref={active?.href ?? ''}
      onFollow={(event) => {
        follow(event);
        onFollow();
      }}
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

/** The page that an address names: the tabs of a user are one page. */
function pageOf(path: string): string {
  return path.split('/').slice(0, 3).join('/');
}

/** Bar, navigation and page. On a new page the focus goes to it, as after a page load. */
export function Shell({ children }: { readonly children: ReactNode }) {
  const [path] = useLocation();
  const page = pageOf(path);
  const [open, setOpen] = useState(false);
  const menu = useRef<HTMLButtonElement>(null);
  const main = useRef<HTMLElement>(null);
  const shown = useRef(page);
  useKeptFocus();
  useEffect(() => {
    if (shown.current === page) return;
    shown.current = page;
    setOpen(false);
    main.current?.focus();
    scrollTo(0, 0);
  }, [page]);
  const onEscape = ({ key }: KeyboardEvent) => {
    if (key !== 'Escape' || !open) return;
    setOpen(false);
    menu.current?.focus();
  };
  return (
    <div className="shell">
      <a className="skip-link" href="#main">
        Skip to the page
      </a>
      <Bar menu={menu} menuOpen={open} onMenu={() => setOpen(!open)} onKeyDown={onEscape} />
      <aside className={open ? 'side open' : 'side'} id="navigation" aria-label="Pages" onKeyDown={onEscape}>
        <Navigation path={path} onFollow={() => setOpen(false)} />
      </aside>
      <main className="main" id="main" ref={main} tabIndex={-1}>
        <Progress />
        <div className="notices">
          <NoticesBar />
        </div>
        {children}
      </main>
    </div>
  );
}
