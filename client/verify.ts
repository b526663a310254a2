export { expressGuard, type ExpressRequest, type ExpressResponse } from './verify/expressGuard.ts';
export { honoGuard, type HonoContext } from './verify/honoGuard.ts';
export { permits, type Identity } from './verify/identity.ts';
export type { Introspection } from './verify/introspection.ts';
export { lambdaGuard, type LambdaEvent, type LambdaRefusal } from './verify/lambdaGuard.ts';
export { answerTo, TokenRefused, type RefusalAnswer, type RefusalCode } from './verify/refused.ts';
export {
  tokenVerifier,
  type HeaderLookup,
  type Requirements,
  type TokenVerifier,
  type VerifierOptions,
} from './verify/tokenVerifier.ts';
