import Button from '@cloudscape-design/components/button';
import { useState, type ReactNode } from 'react';
import { usePages } from '../../../api/pages.ts';
import { ListTable } from '../../../parts/listTable.tsx';
import { howToGetAccess } from '../../../parts/noAccess.tsx';
import { ChangeToken } from './changeToken.tsx';
import { GenerateToken } from './generateToken.tsx';
import { RotateToken } from './rotateToken.tsx';
import type { Token, TokenOwner } from './token.ts';
import { tokenColumns, type TokenAsk } from './tokenColumns.tsx';

interface TokensProps {
  readonly owner: TokenOwner;
  readonly title: string;
  readonly description: ReactNode;
  readonly heading?: 'h1' | 'h2';
  readonly empty: { readonly title: string; readonly text: string };
}

type Asked = { readonly how: TokenAsk; readonly token: Token } | { readonly how: 'generate' };

interface AskedDialogProps {
  readonly asked: Asked;
  readonly owner: TokenOwner;
  readonly taken: readonly string[];
  readonly onClose: () => void;
}

function AskedDialog({ asked, owner, taken, onClose }: AskedDialogProps) {
  if (asked.how === 'generate') return <GenerateToken owner={owner} taken={taken} onClose={onClose} />;
  if (asked.how === 'rotate') return <RotateToken owner={owner} token={asked.token} onClose={onClose} />;
  return <ChangeToken owner={owner} token={asked.token} how={asked.how} onClose={onClose} />;
}

/** The long-lived tokens of a service user or of oneself, and all that can be done with them. */
export function Tokens({ owner, title, description, heading = 'h2', empty }: TokensProps) {
  const pages = usePages('listTokens', { userId: owner.userId, query: { limit: 50 } });
  const [asked, ask] = useState<Asked>();
  const generate = (
    <Button
      variant="primary"
      disabled={!owner.enabled}
      {...(owner.enabled ? {} : { disabledReason: 'The user is not enabled: enable it first.' })}
      onClick={() => ask({ how: 'generate' })}
    >
      Generate token
    </Button>
  );
  return (
    <>
      <ListTable
        pages={pages}
        title={title}
        description={description}
        level={heading}
        columns={tokenColumns(owner, (how, token) => ask({ how, token }))}
        trackBy={({ TokenId }) => TokenId}
        actions={generate}
        empty={empty}
        noAccess={{ to: `the tokens of ${owner.userName}`, help: howToGetAccess }}
      />
      {asked !== undefined && (
        <AskedDialog
          asked={asked}
          owner={owner}
          taken={pages.items.map(({ Name }) => Name)}
          onClose={() => ask(undefined)}
        />
      )}
    </>
  );
}
