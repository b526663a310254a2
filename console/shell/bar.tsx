import { Link as RouterLink } from 'wouter';
import { useActing, useConsole } from '../api/console.ts';
import { useOperation } from '../api/operations.ts';
import { chooseTheme, chosenTheme, type Theme } from '../theme.ts';
import { useState } from 'react';
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
  readonly menuOpen: boolean;
  readonly onMenu: () => void;
}

/** The bar on top, in another colour whenever one is somebody else. */
export function Bar({ menuOpen, onMenu }: BarProps) {
  const { session } = useConsole();
  const acting = useActing();
  const person = useOperation('getMe', {}, { asPerson: true }).data?.body;
  return (
    <header className={`bar ${acting.kind}`}>
      <button
        type="button"
        className="plain menu-button"
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
      <button type="button" className="plain" onClick={() => void session.signOut()}>
        Sign out
      </button>
    </header>
  );
}
