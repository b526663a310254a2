import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import { useActing, useConsole } from '../api/console.ts';
import { useOperation } from '../api/operations.ts';
import { Equivalent } from '../parts/equivalent.tsx';
import { PageTitle } from '../parts/pageTitle.tsx';
import { ProblemAlert } from '../parts/problemAlert.tsx';
import {
  bodyOf,
  useBecome,
  useIssue,
  useThroughMode,
  type Assumable,
  type Issued,
} from './switch/becoming.ts';
import { Chooser } from './switch/chooser.tsx';
import { durationProblem } from './switch/durations.ts';
import { OutsideToken } from './switch/outside.tsx';
import { TermsForm, type Terms } from './switch/terms.tsx';

const fresh: Terms = { roleId: '', minutes: '60', reason: '' };

function SameElsewhere({ whom, terms }: { readonly whom: Assumable; readonly terms: Terms }) {
  const body = bodyOf(terms, whom);
  const as = useThroughMode(whom) ? undefined : 'person';
  if (whom === 'super-admin') {
    return (
      <Equivalent
        as={as}
        operation="enterSuperAdminMode"
        input={{ body }}
        cli={['whoami', '--super-admin']}
      />
    );
  }
  const reason = 'Reason' in body ? ['--reason', String(body.Reason)] : [];
  const role = terms.roleId === '' ? [] : ['--role', terms.roleId];
  const cli = ['assume', whom.UserName, ...role, '--minutes', terms.minutes, ...reason, '--', 'bash'];
  return <Equivalent as={as} operation="createAuthToken" input={{ userId: whom.UserId, body }} cli={cli} />;
}

/** Where the address says whom: from a user's page, or back to where one was. */
function usePreset(): { readonly whom: Assumable | undefined; readonly returnTo: string } {
  const given = new URLSearchParams(useSearch());
  const acting = useActing();
  const wanted = given.get('to') ?? (acting.kind === 'service-user' ? acting.userId : undefined);
  const isUser = wanted !== undefined && wanted !== 'super-admin';
  const user = useOperation('getUser', { userId: wanted ?? '' }, { enabled: isUser, asPerson: true });
  const asked = given.get('return') ?? '/users';
  const returnTo = asked.startsWith('/') && !asked.startsWith('//') ? asked : '/users';
  return { whom: wanted === 'super-admin' ? 'super-admin' : user.data?.body, returnTo };
}

/** What a token for use outside is of. */
function outsideOf({ throughMode }: Issued, whom: Assumable): Parameters<typeof OutsideToken>[0]['of'] {
  if (whom === 'super-admin') return 'the mode';
  return throughMode ? 'a user, through the mode' : 'a user';
}

/** Switches to a service user or to Super-Admin, or gets a token for use outside. */
export default function SwitchPage() {
  const { settings } = useConsole();
  const [, go] = useLocation();
  const preset = usePreset();
  const [picked, pick] = useState<{ readonly whom: Assumable | undefined }>();
  const [given, setTerms] = useState(fresh);
  const own = useIssue();
  const outside = useIssue();
  const become = useBecome();
  const whom = picked === undefined ? preset.whom : picked.whom;
  const roles = whom === undefined || whom === 'super-admin' ? [] : whom.Roles;
  const byDefault = whom === undefined || whom === 'super-admin' ? '' : whom.DefaultRoleId;
  const terms = {
    ...given,
    roleId: roles.some(({ RoleId }) => RoleId === given.roleId) ? given.roleId : byDefault,
  };
  const ready = whom !== undefined && durationProblem(terms.minutes) === undefined;
  const onSwitch = () => {
    if (!ready) return;
    own.mutate(
      { whom, terms },
      {
        onSuccess: (issued) => {
          become(issued, whom);
          own.reset();
          go(preset.returnTo);
        },
      },
    );
  };
  return (
    <SpaceBetween size="l">
      <PageTitle title="Switch" />
      <Header variant="h1" description="Act as a service user, or as Super-Admin, for at most three hours.">
        Switch
      </Header>
      <Chooser chosen={whom} onChoose={(chosen) => pick({ whom: chosen })} />
      <Container header={<Header variant="h2">On which terms</Header>}>
        <SpaceBetween size="m">
          <TermsForm terms={terms} onChange={setTerms} roles={roles} />
          <ProblemAlert error={own.error ?? outside.error} />
          <SpaceBetween direction="horizontal" size="xs">
            <Button
              variant="primary"
              loading={own.isPending}
              disabled={!ready}
              {...(ready ? {} : { disabledReason: 'Choose whom, and a duration from 1 to 180 minutes.' })}
              onClick={onSwitch}
            >
              {whom === 'super-admin'
                ? 'Switch to Super-Admin'
                : `Switch${whom === undefined ? '' : ` to ${whom.UserName}`}`}
            </Button>
            <Button
              loading={outside.isPending}
              disabled={!ready}
              onClick={() => (ready ? outside.mutate({ whom, terms }) : undefined)}
            >
              Get a token for use outside
            </Button>
          </SpaceBetween>
          {whom !== undefined && <SameElsewhere whom={whom} terms={terms} />}
        </SpaceBetween>
      </Container>
      {outside.data !== undefined && (
        <OutsideToken
          token={outside.data.Token}
          header={settings.serviceUserHeader}
          expiresAt={outside.data.ExpiresAt}
          of={outsideOf(outside.data, outside.variables.whom)}
          onClose={() => outside.reset()}
        />
      )}
    </SpaceBetween>
  );
}
