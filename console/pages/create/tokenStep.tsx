import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { ExpiryField } from '../../parts/expiryField.tsx';
import { tokenNameOf, type Draft } from './draft.ts';
import type { FieldProblems } from './fieldProblems.ts';

interface TokenStepProps {
  readonly draft: Draft;
  readonly onChange: (change: Partial<Draft>) => void;
  readonly problems: FieldProblems;
}

/** Name and expiry of the first token. */
export function TokenStep({ draft, onChange, problems }: TokenStepProps) {
  return (
    <Container>
      <SpaceBetween size="l">
        <FormField
          label="Token name"
          description="Where it will be used. A service user can have many tokens, one for each place."
          {...(problems.tokenName === undefined ? {} : { errorText: problems.tokenName })}
        >
          <Input
            value={tokenNameOf(draft)}
            autoComplete={false}
            spellcheck={false}
            ariaRequired
            onChange={({ detail }) => onChange({ tokenName: detail.value })}
          />
        </FormField>
        <ExpiryField
          expiry={draft.expiry}
          onChange={(expiry) => onChange({ expiry })}
          problem={problems.expiry}
        />
      </SpaceBetween>
    </Container>
  );
}
