import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './global.css';
import { consoleOf } from './api/console.ts';
import { Application } from './application.tsx';
import { Failed, SignedOutPage } from './parts/outside.tsx';
import { Identity } from './session/identity.ts';
import { loadSettings } from './settings.ts';
import { PersonSession } from './signIn/personSession.ts';
import { applyTheme } from './theme.ts';

const now = (): number => Date.now();
const root = createRoot(document.getElementById('root') ?? document.body);

async function start(): Promise<void> {
  const settings = await loadSettings();
  const session = new PersonSession(settings, now);
  const arrival = await session.start();
  if (arrival === 'leaving') return;
  if (arrival === 'signed-out') {
    root.render(<SignedOutPage signIn={() => void session.signIn()} />);
    return;
  }
  const parts = consoleOf({ settings, session, identity: new Identity(settings.serviceUserHeader), now });
  root.render(
    <StrictMode>
      <Application parts={parts} />
    </StrictMode>,
  );
}

applyTheme();
start().catch((error: unknown) => root.render(<Failed error={error} />));
