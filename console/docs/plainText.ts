import type { ComponentType, ReactElement, ReactNode } from 'react';

/** A link to a tag (`Roles`) or to an operation (`Roles/listRoles`). */
interface LinkProps {
  readonly path: string;
  readonly text: ReactNode;
}

/** As much of the viewer's own React as is used here. */
interface System {
  readonly React: {
    createElement(
      type: string | ComponentType<LinkProps>,
      props: object | null,
      ...children: readonly unknown[]
    ): ReactElement;
  };
}

/**
 * Shows descriptions as text, with `code` in it. The viewer would make markup of Markdown, which the page's content
 * security policy forbids, and nothing in the document needs.
 */
export const plainText = {
  wrapComponents: {
    Markdown:
      (_: unknown, { React }: System) =>
      ({ source = '' }: { readonly source?: string }): ReactElement => {
        const paragraphs = source.split(/\n{2,}/).map((paragraph, at) => {
          const pieces = paragraph
            .split('`')
            .map((piece, index) =>
              index % 2 === 1 ? React.createElement('code', { key: index }, piece) : piece,
            );
          return React.createElement('p', { key: at }, ...pieces);
        });
        return React.createElement('div', { className: 'renderedMarkdown' }, ...paragraphs);
      },
    /** An operation's path stands in a button, where a link must not be; opening it writes the address all the same. */
    DeepLink:
      (Link: ComponentType<LinkProps>, { React }: System) =>
      (props: LinkProps): ReactElement =>
        props.path.includes('/')
          ? React.createElement('span', null, props.text)
          : React.createElement(Link, props),
  },
};
