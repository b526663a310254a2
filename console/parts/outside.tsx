import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';
import { ProblemAlert } from './problemAlert.tsx';

function Alone({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <main className="alone">
      <Container header={<Header variant="h1">{title}</Header>}>
        <SpaceBetween size="m">{children}</SpaceBetween>
      </Container>
    </main>
  );
}

/** After signing out: nothing begins by itself. */
export function SignedOutPage({ signIn }: { readonly signIn: () => void }) {
  return (
    <Alone title="You are signed out">
      <Box>Nothing of you is left in this page. Whom you acted as, you act as no longer.</Box>
      <Button variant="primary" onClick={signIn}>
        Sign in
      </Button>
    </Alone>
  );
}

/** When the page cannot start. */
export function Failed({ error }: { readonly error: unknown }) {
  return (
    <Alone title="The console did not start">
      <ProblemAlert error={error} retry={() => location.reload()} />
    </Alone>
  );
}
