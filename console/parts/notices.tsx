import type { FlashbarProps } from '@cloudscape-design/components/flashbar';
import {
  createContext,
  Suspense,
  use,
  useCallback,
  useEffect,
  useMemo,
  useState,
  type ReactNode,
} from 'react';
import { Boundary } from './boundary.tsx';
import { lazily } from './lazily.tsx';
import { loaded } from './loaded.ts';

const loadFlashbar = loaded(() => import('@cloudscape-design/components/flashbar'));
const Flashbar = lazily(loadFlashbar);

/** Something to say that is not an answer to where one looks. */
export interface Notice {
  readonly type: 'success' | 'info' | 'warning' | 'error';
  readonly header: string;
  readonly content?: ReactNode;
}

interface Notices {
  readonly shown: readonly (Notice & { readonly id: string })[];
  readonly notify: (notice: Notice) => void;
  readonly dismiss: (id: string) => void;
}

const NoticesContext = createContext<Notices | undefined>(undefined);

function useNotices(): Notices {
  const found = use(NoticesContext);
  if (found === undefined) throw new Error('Outside of the notices.');
  return found;
}

let last = 0;

/** Keeps notices while pages change. */
export function NoticesProvider({ children }: { readonly children: ReactNode }) {
  const [shown, setShown] = useState<Notices['shown']>([]);
  const notify = useCallback((notice: Notice) => {
    last += 1;
    const id = String(last);
    // More than three say nothing: the newest do.
    setShown((others) => [{ ...notice, id }, ...others].slice(0, 3));
  }, []);
  const dismiss = useCallback((id: string) => {
    setShown((others) => others.filter((other) => other.id !== id));
  }, []);
  const notices = useMemo(() => ({ shown, notify, dismiss }), [shown, notify, dismiss]);
  return <NoticesContext value={notices}>{children}</NoticesContext>;
}

/** Where what shows them nicely cannot be loaded. */
function PlainNotices({ shown }: Pick<Notices, 'shown'>) {
  return (
    <div role="alert">
      {shown.map(({ id, header, content }) => (
        <p key={id}>
          <b>{header}</b> {content}
        </p>
      ))}
    </div>
  );
}

/** Shows what there is to say. What it needs for that comes after the page, but before there is anything to say. */
export function NoticesBar() {
  const { shown, dismiss } = useNotices();
  useEffect(() => {
    // Where it fails now, it is tried again when it is needed.
    loadFlashbar().catch(() => undefined);
  }, []);
  const items = shown.map(({ id, type, header, content }): FlashbarProps.MessageDefinition => ({
    id,
    type,
    header,
    content,
    dismissible: true,
    dismissLabel: `Dismiss: ${header}`,
    ariaRole: type === 'error' || type === 'warning' ? 'alert' : 'status',
    onDismiss: () => dismiss(id),
  }));
  if (items.length === 0) return null;
  return (
    <Boundary instead={() => <PlainNotices shown={shown} />}>
      <Suspense fallback={null}>
        <Flashbar items={items} />
      </Suspense>
    </Boundary>
  );
}

/** Says something. */
export function useNotify(): (notice: Notice) => void {
  return useNotices().notify;
}
