import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table from '@cloudscape-design/components/table';
import Textarea from '@cloudscape-design/components/textarea';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useConsole } from '../../../api/console.ts';
import type { BodyOf } from '../../../api/operations.ts';
import { Dialog } from '../../../parts/dialog.tsx';
import { Equivalent } from '../../../parts/equivalent.tsx';
import { errorTextOf, fieldErrors } from '../../../parts/fieldErrors.ts';
import type { ShownUser } from '../tab.ts';

type Explained = BodyOf<'explainTrustRules'>;
type Rule = Explained['Rules'][number];
type Check = Rule['Checks'][number];

const asked: Readonly<Record<Check['Check'], string>> = {
  issuer: 'Issuer (iss)',
  audience: 'Audience (aud)',
  claim: 'Claim',
  times: 'Times (exp, nbf, iat)',
  signature: 'Signature',
  replay: 'Not used before',
};

function RuleChecks({ rule }: { readonly rule: Rule }) {
  return (
    <Table
      variant="embedded"
      items={rule.Checks}
      wrapLines
      ariaLabels={{ tableLabel: `Checks of ${rule.Name}` }}
      header={
        <Header
          variant="h3"
          info={
            rule.Matches ? (
              <StatusIndicator type="success">Accepts the token</StatusIndicator>
            ) : (
              <StatusIndicator type="error">Does not accept it</StatusIndicator>
            )
          }
        >
          {rule.Name}
        </Header>
      }
      columnDefinitions={[
        {
          id: 'holds',
          header: 'Holds',
          minWidth: 90,
          cell: ({ Holds }) =>
            Holds ? (
              <StatusIndicator type="success">Yes</StatusIndicator>
            ) : (
              <StatusIndicator type="error">No</StatusIndicator>
            ),
        },
        {
          id: 'check',
          header: 'What is checked',
          isRowHeader: true,
          minWidth: 140,
          cell: ({ Check: check, Claim }) => (Claim === undefined ? asked[check] : `Claim ${Claim}`),
        },
        {
          id: 'expected',
          header: 'The rule expects',
          minWidth: 160,
          cell: ({ Expected }) => <code>{Expected ?? '–'}</code>,
        },
        {
          id: 'actual',
          header: 'The token says',
          minWidth: 160,
          cell: ({ Actual }) => <code>{Actual ?? '–'}</code>,
        },
      ]}
    />
  );
}

function Answer({ answer }: { readonly answer: Explained }) {
  return (
    <div role="status">
      <Alert
        type={answer.Accepted ? 'success' : 'warning'}
        header={answer.Accepted ? 'The token would be accepted' : 'The token would be refused'}
      >
        {answer.Rules.length === 0
          ? 'There is no trust rule yet.'
          : 'Nothing was issued, and the token does not count as used.'}
      </Alert>
      {answer.Rules.map((rule) => (
        <Box key={rule.TrustRuleId} margin={{ top: 'm' }}>
          <RuleChecks rule={rule} />
        </Box>
      ))}
    </div>
  );
}

interface ExplainProps {
  readonly user: ShownUser;
  readonly onClose: () => void;
}

/** Says of an outside token, condition by condition, whether it would be accepted. The token is in this dialog and nowhere else. */
export function Explain({ user, onClose }: ExplainProps) {
  const { api } = useConsole();
  const [token, setToken] = useState('');
  const [answer, setAnswer] = useState<Explained>();
  // The token is not a variable of the mutation: what a mutation was given is kept with it.
  const explain = useMutation({
    gcTime: 0,
    mutationFn: async () => {
      const Token = token.trim().replace(/^Bearer\s+/i, '');
      return (await api.explainTrustRules({ userId: user.UserId, body: { Token } })).body;
    },
    onSuccess: setAnswer,
  });
  const errors = fieldErrors(explain.error, ['Token']);
  const close = () => {
    setToken('');
    explain.reset();
    onClose();
  };
  return (
    <Dialog
      title={`Explain what ${user.DisplayName} does with a token`}
      action="Explain"
      size="large"
      onAction={() => explain.mutate()}
      onClose={close}
      busy={explain.isPending}
      error={errors.rest}
      notYet={token.trim() === '' ? 'Paste a token.' : undefined}
      equivalent={
        <Equivalent
          operation="explainTrustRules"
          input={{ userId: user.UserId, body: { Token: '(the outside token)' } }}
          cli={['trust', 'explain', user.UserName]}
        />
      }
    >
      <FormField
        label="Outside token"
        description="A JWT as a job of the platform gets it. It is checked and not kept; nothing is issued for it."
        {...errorTextOf(errors.at('Token'))}
      >
        <Textarea
          value={token}
          rows={4}
          spellcheck={false}
          autoFocus
          autoComplete={false}
          placeholder="eyJ…"
          onChange={({ detail }) => {
            setToken(detail.value);
            setAnswer(undefined);
            if (explain.isError) explain.reset();
          }}
        />
      </FormField>
      {answer !== undefined && <Answer answer={answer} />}
    </Dialog>
  );
}
