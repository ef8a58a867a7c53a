import { useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { toShareLink } from '../storage/share-link.ts';
import { Copy } from './copy.tsx';
import { Icon, type IconName } from './icons.tsx';
import { useOperation } from './use-operation.ts';
import { view } from './view.ts';

/** The commands for the operation in the editor. */
export function Toolbar() {
  const operation = useOperation();
  const { prettifyEditors } = useGraphiQLActions();
  const isRunning = useGraphiQL((state) => state.isFetching || state.subscription !== null);
  return (
    <div className="toolbar" role="toolbar" aria-label="Operation">
      <button type="button" id="run" className="primary" onClick={operation.run} title="Run (Ctrl+Enter)">
        <Icon name={isRunning ? 'stop' : 'run'} />
        {isRunning ? 'Stop' : 'Run'}
      </button>
      <button type="button" id="plan" className="outlined" onClick={operation.plan} title="Show the calls, run nothing">
        <Icon name="plan" />
        Plan
      </button>
      <OperationChoice />
      <span className="space" />
      <Command icon="prettify" label="Prettify" onRun={() => void prettifyEditors()} />
      <Copy icon="copy" label="Copy operation" textOf={() => operation.read().query} />
      <Copy icon="share" label="Copy link to this operation" textOf={() => toShareLink(operation.read())} />
      <Command icon="save" label="Save" onRun={() => view.update({ panel: 'history' })} />
    </div>
  );
}

/** Which operation of the document runs. */
function OperationChoice() {
  const { operations = [], operationName } = useGraphiQL((state) => ({
    operations: state.operations,
    operationName: state.operationName,
  }));
  const { setOperationName } = useGraphiQLActions();
  const names = operations.flatMap(({ name }) => (name ? [name.value] : []));
  if (names.length < 2) return null;
  return (
    <select
      aria-label="Operation to run"
      value={operationName ?? names[0]}
      onChange={({ target }) => setOperationName(target.value)}
    >
      {names.map((name) => (
        <option key={name}>{name}</option>
      ))}
    </select>
  );
}

function Command({ icon, label, onRun }: { icon: IconName; label: string; onRun(): void }) {
  return (
    <button type="button" className="quiet square" aria-label={label} title={label} onClick={onRun}>
      <Icon name={icon} />
    </button>
  );
}
