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
  return withSigner(createDependencies());
}

/** Adds what signs to the dependencies of a container. */
export function withSigner<Given extends Dependencies>(given: Given): Given & SigningDependencies {
  const [current = ''] = settings('SIGNING_KEYS');
  let signer: Signer | undefined;
  return Object.defineProperties({} as Given & SigningDependencies, {
    ...Object.getOwnPropertyDescriptors(given),
    signer: { get: () => (signer ??= new Signer(current, given.publicKeys)) },
    issuer: { get: () => setting('ISSUER') },
  });
}
