import { Link as RouterLink } from 'wouter';
import { useActing } from '../api/console.ts';
import { useOperation } from '../api/operations.ts';
import { chooseTheme, chosenTheme, type Theme } from '../theme.ts';
import { useState, type KeyboardEvent, type Ref } from 'react';
import { useSignOut } from './signOut.ts';
import { Who } from './who.tsx';

const themes: readonly Theme[] = ['system', 'light', 'dark'];
const themeNames = { system: 'as the machine', light: 'light', dark: 'dark' } as const;

function ThemeButton() {
  const [theme, setTheme] = useState(chosenTheme);
  const next = themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'system';
  const choose = () => {
    chooseTheme(next);
    setTheme(next);
  };
  return (
    <button type="button" className="plain" onClick={choose} title={`Change to ${themeNames[next]}`}>
      Theme: {themeNames[theme]}
    </button>
  );
}

interface BarProps {
  readonly menu: Ref<HTMLButtonElement>;
  readonly menuOpen: boolean;
  readonly onMenu: () => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

/** The bar on top, in another colour whenever one is somebody else. */
export function Bar({ menu, menuOpen, onMenu, onKeyDown }: BarProps) {
  const signOut = useSignOut();
  const acting = useActing();
  const person = useOperation('getMe', {}, { asPerson: true }).data?.body;
  return (
    <header className={`bar ${acting.kind}`} onKeyDown={onKeyDown}>
      <button
        type="button"
        className="plain menu-button"
        ref={menu}
        aria-expanded={menuOpen}
        aria-controls="navigation"
        onClick={onMenu}
      >
        Menu
      </button>
      <RouterLink href="/users" className="product">
        <img src="/favicon.svg" alt="" />
        Service Users
      </RouterLink>
      <Who person={person} />
      <ThemeButton />
      <button type="button" className="plain" onClick={signOut}>
        Sign out
      </button>
    </header>
  );
}
