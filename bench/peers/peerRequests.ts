/** The two requests that every peer is asked: their names in the tables. */
export const peerRequests = { issue: 'issue a machine token', verify: 'a verified call' } as const;
