import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { maxRoleManagers } from '../../../shared/domain/role.ts';
import { UserById } from '../../parts/userById.tsx';
import { UserPicker } from '../../parts/userPicker.tsx';

interface ManagersEditorProps {
  readonly managers: readonly string[];
  readonly onChange: (managers: readonly string[]) => void;
}

/** Who may give, take and change a role beside those who hold it. */
export function ManagersEditor({ managers, onChange }: ManagersEditorProps) {
  const full = managers.length >= maxRoleManagers;
  return (
    <SpaceBetween size="xs">
      <UserPicker
        label="Role managers"
        description="They may change the role and give it to others. Chosen one by one."
        kind="human"
        value={undefined}
        exclude={managers}
        onChange={(user) => {
          if (user !== undefined && !full) onChange([...managers, user.UserId]);
        }}
        {...(full ? { errorText: `At most ${maxRoleManagers} managers.` } : {})}
      />
      {managers.length > 0 && (
        <ul className="plain-list" aria-label="Chosen role managers">
          {managers.map((userId) => (
            <li key={userId}>
              <UserById userId={userId} />
              <Button
                variant="inline-link"
                formAction="none"
                ariaLabel={`Remove manager ${userId}`}
                onClick={() => onChange(managers.filter((manager) => manager !== userId))}
              >
                Remove
              </Button>
            </li>
          ))}
        </ul>
      )}
    </SpaceBetween>
  );
}
