import { TypeID, typeidUnboxed } from 'typeid-js';
import type { Instant } from './time.ts';

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** `usr_…`: a person; derived from issuer and subject. */
export type PersonId = Branded<'PersonId'>;
/** `svc_…`: a service user. */
export type ServiceUserId = Branded<'ServiceUserId'>;
/** A person or a service user. */
export type UserId = PersonId | ServiceUserId;
/** `rol_…`, or the name of a built-in role. */
export type RoleId = Branded<'RoleId'>;
/** `tem_…`, or `Public`. */
export type TeamId = Branded<'TeamId'>;
/** `tag_…`. */
export type TagId = Branded<'TagId'>;
/** `tok_…`: a long-lived token; no part of its value. */
export type TokenId = Branded<'TokenId'>;
/** `res_…`: an entry of the registry of resources. */
export type ResourceId = Branded<'ResourceId'>;
/** `ses_…`: the `jti` of an auth token and the key of its session record. */
export type SessionId = Branded<'SessionId'>;
/** `tru_…`: a trust rule. */
export type TrustRuleId = Branded<'TrustRuleId'>;
/** `evt_…`: an audit record; sorted by time. */
export type EventId = Branded<'EventId'>;
/** `gnt_…`: a share, or a user's being on a tag, from when it was given until it is taken; given again it is another one. */
export type GrantId = Branded<'GrantId'>;

/** Prefix of every kind of id. Handles are safe to log; no credential begins with one of these. */
export const idPrefixes = {
  person: 'usr',
  serviceUser: 'svc',
  role: 'rol',
  team: 'tem',
  tag: 'tag',
  token: 'tok',
  resource: 'res',
  session: 'ses',
  event: 'evt',
  trustRule: 'tru',
  grant: 'gnt',
} as const;

type Kind = keyof typeof idPrefixes;
interface IdOf extends Record<Kind, string> {
  person: PersonId;
  serviceUser: ServiceUserId;
  role: RoleId;
  team: TeamId;
  tag: TagId;
  token: TokenId;
  resource: ResourceId;
  session: SessionId;
  event: EventId;
  trustRule: TrustRuleId;
  grant: GrantId;
}

/** The text form of an id's 128 bits: Crockford base 32, first character 0 to 7. */
const suffix = '[0-7][0-9a-hjkmnp-tv-z]{25}';

/** What an id of each kind looks like on the wire; an id that does not match names nothing. */
export const idPatterns = Object.fromEntries(
  Object.entries(idPrefixes).map(([kind, prefix]) => [kind, new RegExp(`^${prefix}_${suffix}$`)]),
) as Record<Kind, RegExp>;

const anyId = new RegExp(`^(?:${Object.values(idPrefixes).join('|')})_${suffix}$`);

/**
 * Whether a text has the shape of an id of any kind, in any case of its letters. Where requests take ids or names, such a text
 * is an id and never a name, and nothing is given such a name: nobody can make a thing that answers to the id of another.
 */
export function hasIdShape(text: string): boolean {
  return anyId.test(text.toLowerCase());
}

/** Ids of applications are chosen by those who register them: they are audiences of tokens. */
export const applicationIdPattern = /^[a-z][a-z0-9-]{1,62}$/;

/** Either kind of user. */
export const userIdPattern = new RegExp(`^(?:usr|svc)_${suffix}$`);

/** The source of fresh ids: an argument, like time. */
export type NewId = <K extends Kind>(kind: K) => IdOf[K];

/** UUIDv7 in base 32: sorted by time, 74 random bits. */
export const newId: NewId = <K extends Kind>(kind: K) => typeidUnboxed(idPrefixes[kind]) as string as IdOf[K];

/** Encodes 16 bytes as an id of that kind. */
export function idOfBytes<K extends Kind>(kind: K, bytes: Uint8Array): IdOf[K] {
  return TypeID.fromUUIDBytes(idPrefixes[kind], bytes).toString() as string as IdOf[K];
}

/** The smallest id of that kind which can have been made at that time: UUIDv7 begins with 48 bits of milliseconds. */
export function lowestIdAt(kind: Kind, at: Instant): string {
  const bytes = new Uint8Array(16);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(Math.max(0, at)) << 16n);
  return idOfBytes(kind, bytes);
}

/** Whether the id is that of a service user. */
export function isServiceUserId(id: string): id is ServiceUserId {
  return id.startsWith(`${idPrefixes.serviceUser}_`);
}
