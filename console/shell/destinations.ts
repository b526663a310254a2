/** A place in the navigation. */
export interface Destination {
  readonly text: string;
  readonly href: string;
}

/** What can be reached from everywhere, in groups. */
export const destinations: readonly { readonly group: string; readonly places: readonly Destination[] }[] = [
  {
    group: 'Users and access',
    places: [
      { text: 'Users', href: '/users' },
      { text: 'Roles', href: '/roles' },
      { text: 'Teams', href: '/teams' },
      { text: 'Tags', href: '/tags' },
      { text: 'Resources', href: '/resources' },
    ],
  },
  {
    group: 'You',
    places: [
      { text: 'Switch', href: '/switch' },
      { text: 'Access tokens', href: '/tokens' },
    ],
  },
  {
    group: 'Administration',
    places: [
      { text: 'Super-Admins', href: '/super-admins' },
      { text: 'Applications', href: '/applications' },
      { text: 'Audit', href: '/audit' },
    ],
  },
];
