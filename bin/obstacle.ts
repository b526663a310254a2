/** Something in the way that the person can put right; the message says how. */
export class Obstacle extends Error {}
