import { Component, type ReactNode } from 'react';
import { NotLoaded } from './loaded.ts';
import { ProblemAlert } from './problemAlert.tsx';

interface BoundaryProps {
  readonly children: ReactNode;
  /** What it is about: with another one it is tried again. */
  readonly about?: string;
  /** What stands in place of what failed; what happened and "Try again" when left out. */
  readonly instead?: (again: () => void, error: unknown) => ReactNode;
}

interface State {
  readonly failed: { readonly error: unknown } | undefined;
}

/** Keeps a failure to the part of the page that failed. */
export class Boundary extends Component<BoundaryProps, State> {
  override state: State = { failed: undefined };

  static getDerivedStateFromError(error: unknown): State {
    return { failed: { error } };
  }

  override componentDidUpdate({ about }: BoundaryProps): void {
    if (this.state.failed !== undefined && about !== this.props.about) this.#again();
  }

  readonly #again = (): void => {
    const error = this.state.failed?.error;
    if (error instanceof NotLoaded) error.forget();
    this.setState({ failed: undefined });
  };

  override render(): ReactNode {
    const { failed } = this.state;
    if (failed === undefined) return this.props.children;
    const { instead } = this.props;
    if (instead !== undefined) return instead(this.#again, failed.error);
    return <ProblemAlert error={failed.error} retry={this.#again} />;
  }
}
