import { useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { Icon } from './icons.tsx';
import { useOperation } from './use-operation.ts';

/** The open operations. */
export function OperationTabs() {
  const { tabs, activeTabIndex } = useGraphiQL((state) => ({
    tabs: state.tabs,
    activeTabIndex: state.activeTabIndex,
  }));
  const { changeTab, closeTab } = useGraphiQLActions();
  const { addTab } = useOperation();
  return (
    <nav className="operation-tabs" aria-label="Open operations">
      <ul>
        {tabs.map(({ id, title }, index) => {
          const shown = title === '<untitled>' ? 'Untitled' : title;
          const isActive = index === activeTabIndex;
          return (
            <li key={id} className={isActive ? 'active' : ''}>
              <button
                type="button"
                aria-current={isActive ? 'page' : undefined}
                title={shown}
                onClick={() => changeTab(index)}
              >
                {shown}
              </button>
              {tabs.length > 1 && (
                <button type="button" className="close" aria-label={`Close ${shown}`} onClick={() => closeTab(index)}>
                  <Icon name="close" />
                </button>
              )}
            </li>
          );
        })}
      </ul>
      <button type="button" className="quiet square" aria-label="New operation" title="New operation" onClick={addTab}>
        <Icon name="plus" />
      </button>
    </nav>
  );
}
