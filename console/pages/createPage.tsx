import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import type { InputProps } from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Wizard from '@cloudscape-design/components/wizard';
import { useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { ApiProblem } from '../../shared/contract/client.ts';
import { useActing } from '../api/console.ts';
import { isProblem } from '../api/problem.ts';
import { Equivalent } from '../parts/equivalent.tsx';
import { useGo } from '../parts/link.tsx';
import { useNotify } from '../parts/notices.tsx';
import { PageTitle } from '../parts/pageTitle.tsx';
import { ProblemAlert } from '../parts/problemAlert.tsx';
import { useCreation, type Created } from './create/creation.ts';
import { DetailsStep } from './create/detailsStep.tsx';
import { bodyOf, commandOf, freshDraft, type Draft } from './create/draft.ts';
import { fieldProblemsOf, isOnFirstStep, type FieldProblems } from './create/fieldProblems.ts';
import { useNameCheck, type NameCheck } from './create/nameCheck.ts';
import { TokenStep } from './create/tokenStep.tsx';
import { detailsProblems, tokenProblems } from './create/validate.ts';
import { SuperAdminDialog } from './switch/superAdminDialog.tsx';

/** What to do after the creation: the page of the new user, and a word about it. */
function useLeave(): (created: Created) => void {
  const go = useGo();
  const notify = useNotify();
  return ({ UserId, DisplayName, lost }) => {
    notify({ type: 'success', header: `Service user ${DisplayName} is created` });
    if (lost) {
      notify({
        type: 'warning',
        header: 'The token exists, but its value was lost on its way',
        content: 'An answer of the API did not arrive, and a value is shown only once. Rotate the token.',
      });
    }
    go(lost ? `/users/${UserId}/tokens` : `/users/${UserId}`, { replace: true });
  };
}

const texts = {
  stepNumberLabel: (step: number) => `Step ${step}`,
  collapsedStepsLabel: (step: number, steps: number) => `Step ${step} of ${steps}`,
  navigationAriaLabel: 'Steps',
  cancelButton: 'Cancel',
  previousButton: 'Previous',
  nextButton: 'Next',
  optional: 'optional',
};

/** After a lost answer it may well be the one that was just created who has the name: trying again settles it. */
function ownName(check: NameCheck, error: unknown): NameCheck {
  const unanswered = error !== null && !(error instanceof ApiProblem);
  return check.state === 'taken' && unanswered ? { ...check, state: 'unknown' } : check;
}

/** The draft, what is wrong with it, and the call that makes a service user of it. */
function useForm() {
  const [draft, setDraft] = useState(freshDraft);
  const [step, setStep] = useState(0);
  const [shown, show] = useState<FieldProblems>({});
  const [asking, ask] = useState<'first' | 'to-create'>();
  const creation = useCreation(useLeave());
  const check = ownName(useNameCheck(draft.name), creation.error);
  const acting = useActing();
  const change = (changes: Partial<Draft>) => {
    setDraft({ ...draft, ...changes });
    show({});
    if (creation.error !== null) creation.reset();
  };
  const refuse = (problems: FieldProblems) => {
    show(problems);
    if (isOnFirstStep(problems)) setStep(0);
  };
  const withToken = step === 1;
  const body = bodyOf(draft, withToken);
  const begun = useRef(false);
  const create = () => {
    // Before the button is seen to be busy somebody may click again.
    if (begun.current) return;
    begun.current = true;
    creation.mutate(body, {
      onSettled: () => {
        begun.current = false;
      },
      onError: (error) => {
        if (isProblem(error, 'super-admin-mode-required')) ask('to-create');
        refuse(fieldProblemsOf(error));
      },
    });
  };
  const isReady = (): boolean => {
    const problems = { ...detailsProblems(draft, check), ...(withToken ? tokenProblems(draft) : {}) };
    refuse(problems);
    return Object.keys(problems).length === 0;
  };
  const finish = () => {
    if (!isReady()) return;
    if (acting.kind === 'super-admin') create();
    else ask('to-create');
  };
  return {
    draft,
    change,
    step,
    setStep,
    shown,
    check,
    creation,
    create,
    isReady,
    finish,
    asking,
    ask,
    body,
  };
}

type Form = ReturnType<typeof useForm>;

function Missing({ form }: { readonly form: Form }) {
  const acting = useActing();
  if (acting.kind === 'super-admin') return null;
  return (
    <Alert
      type="info"
      header="Creating a service user needs Super-Admin"
      action={<Button onClick={() => form.ask('first')}>Switch to Super-Admin</Button>}
    >
      Switch now, or when you finish: what you type stays here.
    </Alert>
  );
}

function Dialogs({ form }: { readonly form: Form }) {
  const { asking, ask, create } = form;
  if (asking !== undefined) {
    return (
      <SuperAdminDialog
        purpose="to create a service user"
        action={asking === 'first' ? 'Switch to Super-Admin' : 'Switch and create'}
        onClose={() => ask(undefined)}
        onDone={() => {
          ask(undefined);
          if (asking === 'to-create') create();
        }}
      />
    );
  }
  return null;
}

function useFirstFocus() {
  const field = useRef<InputProps.Ref>(null);
  useEffect(() => {
    // After the shell has put the focus on the new page.
    const frame = requestAnimationFrame(() => field.current?.focus());
    return () => cancelAnimationFrame(frame);
  }, []);
  return field;
}

/** Makes a service user: name, role and teams, then a first token if one is wanted. */
export default function CreatePage() {
  const form = useForm();
  const [, go] = useLocation();
  const nameField = useFirstFocus();
  const { draft, change, step, shown, check, creation, body } = form;
  const beside = Object.keys(fieldProblemsOf(creation.error)).length > 0;
  const around = (content: React.ReactNode) => (
    <SpaceBetween size="m">
      <Missing form={form} />
      {!beside && !isProblem(creation.error, 'super-admin-mode-required') && (
        <ProblemAlert error={creation.error} />
      )}
      {content}
      <Equivalent operation="createUser" input={{ body }} cli={commandOf(body)} />
    </SpaceBetween>
  );
  const details = { draft, onChange: change, check, problems: shown, nameField };
  return (
    <>
      <PageTitle title="Add a service user" />
      <Wizard
        activeStepIndex={step}
        i18nStrings={texts}
        submitButtonText="Finish"
        isLoadingNextStep={creation.isPending}
        secondaryActions={
          step === 0 && (
            <Button loading={creation.isPending} onClick={form.finish}>
              Finish
            </Button>
          )
        }
        onCancel={() => go('/users')}
        onSubmit={form.finish}
        onNavigate={({ detail }) => {
          if (detail.requestedStepIndex < step || form.isReady()) form.setStep(detail.requestedStepIndex);
        }}
        steps={[
          {
            title: 'Service user',
            description: 'Finish creates it without a token. Next also generates a token.',
            content: around(<DetailsStep {...details} />),
          },
          {
            title: 'Token',
            description: 'A secret for a pipeline or integration. Its value is shown once, at the end.',
            content: around(<TokenStep draft={draft} onChange={change} problems={shown} />),
          },
        ]}
      />
      <Dialogs form={form} />
    </>
  );
}
