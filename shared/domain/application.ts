/** An audience that tokens can be issued for (SPEC section 10). */
export interface Application {
  /** The `aud` of its tokens; chosen by who registers it. */
  readonly applicationId: string;
  readonly name: string;
  /** For people only: a service user is refused, whatever its role (L1). */
  readonly interactiveOnly: boolean;
  readonly builtIn: boolean;
}

function builtIn(applicationId: string, name: string): Application {
  return { applicationId, name, interactiveOnly: true, builtIn: true };
}

/** The applications that exist from the start, by id; they are constants, so they cost no read. */
export const builtInApplications: ReadonlyMap<string, Application> = new Map(
  [builtIn('bi', 'Business intelligence'), builtIn('mdm', 'Master data management')].map((application) => [
    application.applicationId,
    application,
  ]),
);
