/** An item as the table holds it; parsed at this border by the noun's own file. */
export type Item = Readonly<Record<string, unknown>>;
