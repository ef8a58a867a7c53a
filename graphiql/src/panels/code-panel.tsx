import { useGraphiQL } from '@graphiql/react';
import { parse as parseJsonc } from 'jsonc-parser';
import { useState } from 'react';
import { Copy } from '../layout/copy.tsx';
import { TabList } from '../layout/tab-list.tsx';
import { ENDPOINT } from '../settings.ts';
import { type CodeLanguage, LANGUAGES, toCode } from './code-export.ts';

/** The operation as code that sends it. */
export function CodePanel() {
  const [language, setLanguage] = useState<CodeLanguage>('curl');
  const { tab, documentAST, operationName } = useGraphiQL((state) => ({
    tab: state.tabs[state.activeTabIndex],
    documentAST: state.documentAST,
    operationName: state.operationName,
  }));
  const code = toCode(language, {
    url: new URL(ENDPOINT, location.href).href,
    query: tab?.query ?? '',
    variables: (parseJsonc(tab?.variables ?? '', [], { allowTrailingComma: true }) ?? {}) as Record<string, unknown>,
    document: documentAST ?? null,
    operationName: operationName ?? null,
  });
  return (
    <>
      <TabList label="Language" tabs={LANGUAGES} selected={language} onSelect={setLanguage} />
      <div id={`panel-${language}`} role="tabpanel" aria-labelledby={`tab-${language}`} className="code-export">
        <div className="code-head">
          <span>{LANGUAGES.find(({ id }) => id === language)?.label}</span>
          <Copy icon="copy" label="Copy code" textOf={() => code.text} />
        </div>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: keyboards have to scroll it */}
        <pre tabIndex={0}>
          <code>{code.text}</code>
        </pre>
        <p className="hint">{code.hint}</p>
      </div>
    </>
  );
}
