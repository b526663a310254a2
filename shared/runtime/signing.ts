import { Signer } from '../tokens/signer.ts';
import { setting, settings } from './config.ts';
import { createDependencies, type Dependencies } from './dependencies.ts';

/** Dependencies of a function that signs; only those functions contain the KMS client. */
export interface SigningDependencies extends Dependencies {
  readonly signer: Pick<Signer, 'sign' | 'takeCalls'>;
  /** Our issuer, also the audience of tokens for this API. */
  readonly issuer: string;
}

/** Makes the dependencies of a container that signs; the client is made with the first signature. */
export function createSigningDependencies(): SigningDependencies {
  const dependencies = createDependencies();
  const [current = ''] = settings('SIGNING_KEYS');
  let signer: Signer | undefined;
  return Object.defineProperties({} as SigningDependencies, {
    ...Object.getOwnPropertyDescriptors(dependencies),
    signer: { get: () => (signer ??= new Signer(current, dependencies.publicKeys)) },
    issuer: { get: () => setting('ISSUER') },
  });
}
