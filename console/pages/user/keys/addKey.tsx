import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Textarea from '@cloudscape-design/components/textarea';
import { useState } from 'react';
import { useChange } from '../../../api/operations.ts';
import { Dialog } from '../../../parts/dialog.tsx';
import { Equivalent } from '../../../parts/equivalent.tsx';
import { errorTextOf, fieldErrors } from '../../../parts/fieldErrors.ts';
import { useNotify } from '../../../parts/notices.tsx';
import type { ShownUser } from '../tab.ts';
import { readPublicKey } from './publicKeys.ts';

interface AddKeyProps {
  readonly user: ShownUser;
  readonly onClose: () => void;
}

/** Registers a public key; the private one never comes near this page. */
export function AddKey({ user, onClose }: AddKeyProps) {
  const notify = useNotify();
  const add = useChange('addClientKey', ({ body: { ClientKeyId } }) => {
    const content = `Its assertions name it as kid ${ClientKeyId}.`;
    notify({ type: 'success', header: `The key ${name.trim()} was added`, content });
    onClose();
  });
  const [name, setName] = useState('');
  const [pasted, paste] = useState('');
  const [fault, setFault] = useState<string>();
  const [key, setKey] = useState<Readonly<Record<string, unknown>>>();
  const errors = fieldErrors(add.error, ['Name', 'Jwk'], { 'client-key-taken': 'Jwk' });
  const onPaste = (text: string) => {
    paste(text);
    setKey(undefined);
    if (add.isError) add.reset();
    if (text.trim() === '') return setFault(undefined);
    void readPublicKey(text).then((read) => {
      setFault('fault' in read ? read.fault : undefined);
      setKey('value' in read ? read.value : undefined);
      // A private key does not stay on the screen.
      if ('fault' in read && read.fault.startsWith('This holds a private key')) paste('');
    });
  };
  const body = { Name: name.trim(), Jwk: { ...key } };
  const onAdd = () => add.mutate({ input: { userId: user.UserId, body } });
  const missing = name.trim() === '' ? 'Give the key a name.' : 'Paste a public key.';
  return (
    <Dialog
      title={`Add a client key to ${user.DisplayName}`}
      action="Add"
      onAction={onAdd}
      onClose={onClose}
      busy={add.isPending}
      error={errors.rest}
      notYet={name.trim() === '' || key === undefined ? missing : undefined}
      equivalent={
        key === undefined ? null : (
          <Equivalent
            operation="addClientKey"
            input={{ userId: user.UserId, body }}
            cli={['keys', 'add', user.UserName, name, '--file', 'key.pem']}
          />
        )
      }
    >
      <FormField label="Name" {...errorTextOf(errors.at('Name'))}>
        <Input value={name} autoFocus onChange={({ detail }) => setName(detail.value)} />
      </FormField>
      <FormField
        label="Public key"
        description="As JSON (JWK) or PEM: EC P-256, RSA from 2048 bits, or Ed25519. Keep the private key where it is used."
        {...errorTextOf(fault ?? errors.at('Jwk'))}
      >
        <Textarea
          value={pasted}
          rows={6}
          spellcheck={false}
          placeholder="-----BEGIN PUBLIC KEY-----"
          onChange={({ detail }) => onPaste(detail.value)}
        />
      </FormField>
    </Dialog>
  );
}
