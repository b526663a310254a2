/** Marks that the store or KMS could not answer: the request is answered 503, never allowed. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}
