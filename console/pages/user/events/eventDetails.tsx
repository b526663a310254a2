import ExpandableSection from '@cloudscape-design/components/expandable-section';
import type { Entry } from '../../../api/pages.ts';
import { CopyText } from '../../../parts/copyText.tsx';
import { roleName } from '../../../parts/roleName.ts';
import { detailText, fieldWords } from './words.ts';

/** All that an event says beside its row. */
export function EventDetails({ event }: { readonly event: Entry<'listEvents'> }) {
  const { RequestId, EventId, SourceIp, RoleId, TokenId, Detail } = event;
  return (
    <ExpandableSection variant="inline" headerText="Details" headerAriaLabel={`Details of ${event.Action}`}>
      <dl className="details">
        {Object.entries(Detail).map(([name, value]) => (
          <div key={name}>
            <dt>{fieldWords(name)}</dt>
            <dd>{detailText(name, value)}</dd>
          </div>
        ))}
        <div>
          <dt>Under role</dt>
          <dd>{roleName(RoleId)}</dd>
        </div>
        {TokenId !== undefined && (
          <div>
            <dt>With token</dt>
            <dd>
              <code>{TokenId}</code>
            </dd>
          </div>
        )}
        <div>
          <dt>Source address</dt>
          <dd>{SourceIp}</dd>
        </div>
        <div>
          <dt>Request</dt>
          <dd>
            <CopyText text={RequestId} what="the request id" />
          </dd>
        </div>
        <div>
          <dt>Event</dt>
          <dd>
            <code>{EventId}</code>
          </dd>
        </div>
      </dl>
    </ExpandableSection>
  );
}
