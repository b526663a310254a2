const builtIn: Readonly<Record<string, string>> = {
  'SystemRole-SystemAdministrators': 'Admin',
  'SystemRole-Managers': 'Manager',
  'SystemRole-DefaultUsers': 'Member',
};

/** A role as people call it; built-in ones have a short name. */
export function roleName(name: string): string {
  return builtIn[name] ?? name;
}
