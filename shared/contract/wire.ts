import * as z from 'zod';
import { hasIdShape, idPatterns, userIdPattern } from '../domain/ids.ts';
import { foldName, namePattern, normalizeName } from '../domain/names.ts';
import { permissionPattern } from '../domain/role.ts';

/** No control characters, no lone surrogates: safe in a log line, a header and a file name. */
const printable = /^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]*$/u;

const notPrintable = 'must not hold control characters or unpaired surrogates';

/** Text that people write. */
export const text = (max: number): z.ZodString => z.string().max(max).regex(printable, notPrintable);

/** Text that is not blank. */
export const label = (max: number): z.ZodString => text(max).regex(/\S/, 'must not be blank');

/** What documents say of a name that things are told apart by. */
export const nameRule =
  'Normalised to NFC, with single spaces; nothing in it is invisible, unassigned or for private use.';

/** A name that things are told apart by, in the one spelling that is stored. */
export const distinctName = (max: number): z.ZodString =>
  z
    .string()
    .regex(printable, { error: notPrintable, abort: true })
    .overwrite(normalizeName)
    .max(max)
    .regex(/\S/, { error: 'must not be blank', abort: true })
    .regex(
      namePattern,
      'must not hold invisible, unassigned or private-use characters, nor begin with a combining mark',
    );

/** A name by which requests may call a thing in place of its id, so it never reads like one. */
export const name = (max: number): z.ZodString =>
  distinctName(max)
    .refine((value) => !hasIdShape(foldName(value)), 'must not have the shape of an id')
    .meta({ description: `${nameRule} Unique: compared in any case, by NFKC.` });

/** Id of a person or a service user. */
export const userId = z.string().regex(userIdPattern);
/** Id of a session: the `jti` of its token. */
export const sessionId = z.string().regex(idPatterns.session);
/** A role's id; that of a built-in role is its name. */
export const roleId = z.string().min(1).max(255);
/** Whole minutes that a token lives (T1). */
export const durationMinutes = z.int().min(1).max(180);
/** `service.level`, of the product's own or any other service. */
export const permission = z
  .string()
  .regex(
    permissionPattern,
    'must be service.view, service.manage or service.fullaccess, the service in lower-case letters, digits, _ and -',
  );
/** ISO 8601 in UTC. */
export const time = z.iso.datetime();

/** Fields of every list request. */
export const paging = {
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().min(1).max(4096).optional(),
};

/** The answer of every list. `Total` only where it is known without reading everything. */
export function listOf<Item extends z.ZodType>(item: Item) {
  return z.object({ Items: z.array(item), NextCursor: z.string().optional(), Total: z.int().optional() });
}

/** A user as others mention it; kept as it was after that user is gone. */
export const userRef = z.object({ UserId: z.string(), DisplayName: z.string() });

/** How far a delete has come. */
export const deletionProgress = z
  .object({ TransferTo: z.string(), Transferred: z.int(), Remaining: z.int(), StartedAt: time })
  .meta({ id: 'DeletionProgress' });

/** A user as every answer shows it (SPEC section 2). */
export const user = z
  .object({
    UserId: z.string(),
    UserName: z.string(),
    DisplayName: z.string(),
    Description: z.string(),
    IsServiceUser: z.boolean(),
    Status: z.enum(['enabled', 'disabled', 'deleting']),
    Roles: z.array(z.object({ RoleId: z.string(), RoleName: z.string() })),
    DefaultRoleId: z.string(),
    Teams: z.array(z.object({ TeamId: z.string(), TeamName: z.string() })),
    LastActiveAt: time.nullable(),
    CreatedAt: time,
    CreatedBy: userRef,
    UpdatedAt: time,
    Version: z.int(),
    Email: z.string().nullable().optional(),
    Deletion: deletionProgress.optional().meta({ description: 'While Status is deleting.' }),
  })
  .meta({ id: 'User' });

/** The one answer that holds the value of an auth token (SPEC section 5). */
export const issuedToken = z
  .object({
    Token: z
      .string()
      .optional()
      .meta({ description: 'Shown once: absent when an idempotent request is replayed.' }),
    TokenType: z.literal('Bearer'),
    ExpiresAt: time,
    ExpiresIn: z.int().meta({ description: 'Seconds from the moment of issue.' }),
    RoleId: z.string(),
    UserId: z.string(),
    SessionId: z.string(),
  })
  .meta({ id: 'IssuedToken' });

/** A role; `RoleManagers` are user ids. */
export const role = z
  .object({
    RoleId: z.string(),
    RoleName: z.string(),
    Description: z.string(),
    Permissions: z.array(z.string()),
    RoleManagers: z.array(z.string()),
    BuiltIn: z.boolean(),
  })
  .meta({ id: 'Role' });

/** A team. */
export const team = z.object({ TeamId: z.string(), TeamName: z.string() }).meta({ id: 'Team' });

/** A live session of a service user: one auth token, without its value (T17). */
export const session = z
  .object({
    SessionId: z.string(),
    UserId: z.string(),
    PersonId: z.string(),
    RoleId: z.string(),
    IssuedAt: time,
    ExpiresAt: time,
    Reason: z.string().nullable(),
  })
  .meta({ id: 'Session' });

/** One audit record (SPEC section 13); holds no token value (A5). */
export const auditEvent = z
  .object({
    EventId: z.string(),
    At: time,
    Action: z.string(),
    ActorId: z.string(),
    ServiceUserId: z.string().optional(),
    TokenId: z.string().optional(),
    TargetId: z.string(),
    RoleId: z.string(),
    Reason: z.string().optional(),
    Detail: z.record(z.string(), z.unknown()),
    RequestId: z.string(),
    SourceIp: z.string(),
  })
  .meta({ id: 'Event' });

/** Days until a long-lived token expires; null: never (K4). Ninety when left out. */
export const expiresInDays = z.int().min(1).max(365).nullable().default(90);

/** What a new long-lived token is to be (SPEC section 6). */
export const newLongLivedToken = z.strictObject({
  Name: distinctName(255).meta({ description: nameRule }),
  ExpiresInDays: expiresInDays,
  RoleId: roleId.optional().meta({ description: 'An attached role that the token is bound to.' }),
  AllowedCidrs: z
    .array(z.union([z.cidrv4(), z.cidrv6()]))
    .min(1)
    .max(20)
    .optional()
    .meta({ description: 'Address ranges from which the token is accepted; any when left out.' }),
});

/** What a share gives; service users take `Owner` only (H2). */
export const accessType = z.enum(['Owner', 'Editor', 'ReadOnly']);

/** A query parameter that is `true` or `false`; false when left out. */
export const flag = z
  .enum(['true', 'false'])
  .default('false')
  .transform((value) => value === 'true');

/** A long-lived token; `Token` is in the one answer that makes its secret, and nowhere else (SPEC section 6). */
export const longLivedToken = z
  .object({
    TokenId: z.string(),
    Name: z.string(),
    State: z.enum(['active', 'revoked', 'expired']),
    RoleId: z
      .string()
      .nullable()
      .meta({ description: 'Null: the token follows the default role of its user.' }),
    AllowedCidrs: z.array(z.string()).nullable(),
    CreatedAt: time,
    CreatedBy: userRef.extend({
      ServiceUserId: z
        .string()
        .optional()
        .meta({ description: 'The service user that the creator acted as.' }),
    }),
    ExpiresAt: time.nullable(),
    LastUsedAt: time.nullable(),
    Token: z.string().optional().meta({ description: 'Shown once.' }),
  })
  .meta({ id: 'LongLivedToken' });

/** A share of a service user or resource. */
export const share = z
  .object({
    GranteeType: z.enum(['user', 'tag']),
    GranteeId: z.string(),
    AccessType: accessType,
    CreatedAt: time,
    CreatedBy: z.string(),
  })
  .meta({ id: 'Share' });

/** A tag. */
export const tag = z
  .object({ TagId: z.string(), TagKey: z.string(), TagValue: z.string(), CreatedAt: time })
  .meta({ id: 'Tag' });

/** A user on a tag. */
export const tagMember = z
  .object({
    TagId: z.string(),
    UserId: z.string(),
    AccessType: z.enum(['Owner', 'ReadOnly']),
    CreatedAt: time,
    CreatedBy: z.string(),
  })
  .meta({ id: 'TagMember' });

/** A resource of the platform. */
export const resource = z
  .object({
    ResourceId: z.string(),
    ResourceType: z.string(),
    Name: z.string(),
    ExternalId: z.string().nullable(),
    OwnerId: z.string(),
    CreatedAt: time,
  })
  .meta({ id: 'Resource' });

/** An audience that tokens can be issued for. */
export const application = z
  .object({ ApplicationId: z.string(), Name: z.string(), InteractiveOnly: z.boolean(), BuiltIn: z.boolean() })
  .meta({ id: 'Application' });

/** What a finished delete moved, and to whom. */
export const deletionReceipt = z
  .object({
    UserId: z.string(),
    TransferredTo: z.string(),
    Resources: z.int(),
    Tags: z.int(),
    Roles: z.int(),
    StartedAt: time,
    CompletedAt: time,
  })
  .meta({ id: 'DeletionReceipt' });

/** A delete that runs or has ended (SPEC section 8). */
export const deletion = z
  .object({
    UserId: z.string(),
    State: z.enum(['running', 'completed']),
    TransferTo: z.string().meta({ description: 'The person who receives what the user owned.' }),
    Resources: z.int().meta({ description: 'Handed over so far, as Tags and Roles.' }),
    Tags: z.int(),
    Roles: z.int(),
    Remaining: z.int().meta({ description: 'Still to be handed over, of what there was at the start.' }),
    StartedBy: z.string().meta({ description: 'Id of the user who asked for it.' }),
    StartedAt: time,
    CompletedAt: time.nullable(),
  })
  .meta({ id: 'Deletion' });
