/** The two requests that every peer is asked: their names in the tables. */
export const peerRequests = { issue: 'issue a machine token', verify: 'a verified call' } as const;

/** What of the product does that work: names in the list of its requests. */
export const ofProduct: Readonly<Record<string, string>> = {
  [peerRequests.issue]: 'token endpoint: client_credentials',
  [peerRequests.verify]: 'verified call by service token: GET /users/me',
};
