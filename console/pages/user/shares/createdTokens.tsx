import Box from '@cloudscape-design/components/box';
import Checkbox from '@cloudscape-design/components/checkbox';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useEvery } from '../../../api/every.ts';
import { ProblemAlert } from '../../../parts/problemAlert.tsx';

/** The tokens of a service user that a person made and that still work. */
export function useCreatedTokens(userId: string, personId: string, enabled: boolean) {
  const { items, known, error } = useEvery('listTokens', { userId }, { enabled });
  const made = items.filter(({ CreatedBy, State }) => CreatedBy.UserId === personId && State === 'active');
  return { found: known ? made : undefined, error };
}

interface CreatedTokensProps {
  readonly created: ReturnType<typeof useCreatedTokens>;
  readonly revoke: boolean;
  readonly onRevoke: (revoke: boolean) => void;
}

/** What somebody leaves behind that still works, and whether it is to stop. */
export function CreatedTokens({ created: { found, error }, revoke, onRevoke }: CreatedTokensProps) {
  if (error !== null) return <ProblemAlert error={error} />;
  if (found === undefined) {
    return <StatusIndicator type="loading">Looking for tokens that this person generated</StatusIndicator>;
  }
  if (found.length === 0) return <Box>No token that this person generated still works.</Box>;
  return (
    <SpaceBetween size="xs">
      <Box>
        {found.length === 1
          ? 'This person generated a token that still works, and may know its secret:'
          : `This person generated ${found.length} tokens that still work, and may know their secrets:`}
      </Box>
      <ul className="plain-list" aria-label="Tokens that still work">
        {found.slice(0, 20).map(({ TokenId, Name }) => (
          <li key={TokenId}>{Name}</li>
        ))}
        {found.length > 20 && <li>and {found.length - 20} more</li>}
      </ul>
      <Checkbox
        checked={revoke}
        onChange={({ detail }) => onRevoke(detail.checked)}
        description={`What uses ${found.length === 1 ? 'it' : 'them'} stops at once. Each can be restored later.`}
      >
        {found.length === 1 ? 'Revoke it too' : 'Revoke all of them too'}
      </Checkbox>
    </SpaceBetween>
  );
}
