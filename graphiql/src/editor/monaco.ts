import 'monaco-editor/esm/vs/editor/browser/coreCommands.js';
import 'monaco-editor/esm/vs/editor/browser/widget/codeEditor/codeEditorWidget.js';
import 'monaco-editor/esm/vs/editor/contrib/bracketMatching/browser/bracketMatching.js';
import 'monaco-editor/esm/vs/editor/contrib/caretOperations/browser/caretOperations.js';
import 'monaco-editor/esm/vs/editor/contrib/clipboard/browser/clipboard.js';
import 'monaco-editor/esm/vs/editor/contrib/comment/browser/comment.js';
import 'monaco-editor/esm/vs/editor/contrib/contextmenu/browser/contextmenu.js';
import 'monaco-editor/esm/vs/editor/contrib/cursorUndo/browser/cursorUndo.js';
import 'monaco-editor/esm/vs/editor/contrib/find/browser/findController.js';
import 'monaco-editor/esm/vs/editor/contrib/folding/browser/folding.js';
import 'monaco-editor/esm/vs/editor/contrib/gotoError/browser/gotoError.js';
import 'monaco-editor/esm/vs/editor/contrib/gotoSymbol/browser/goToCommands.js';
import 'monaco-editor/esm/vs/editor/contrib/gotoSymbol/browser/link/goToDefinitionAtPosition.js';
import 'monaco-editor/esm/vs/editor/contrib/hover/browser/hoverContribution.js';
import 'monaco-editor/esm/vs/editor/contrib/linesOperations/browser/linesOperations.js';
import 'monaco-editor/esm/vs/editor/contrib/multicursor/browser/multicursor.js';
import 'monaco-editor/esm/vs/editor/contrib/snippet/browser/snippetController2.js';
import 'monaco-editor/esm/vs/editor/contrib/suggest/browser/suggestController.js';
import 'monaco-editor/esm/vs/editor/contrib/toggleTabFocusMode/browser/toggleTabFocusMode.js';
import 'monaco-editor/esm/vs/editor/contrib/wordOperations/browser/wordOperations.js';
import 'monaco-editor/esm/vs/editor/standalone/browser/referenceSearch/standaloneReferenceSearch.js';
import 'monaco-editor/esm/vs/editor/common/standaloneStrings.js';
import 'monaco-editor/esm/vs/base/browser/ui/codicons/codiconStyles.js';
import 'monaco-editor/esm/vs/basic-languages/graphql/graphql.contribution.js';
import 'monaco-editor/esm/vs/language/json/monaco.contribution.js';

import { editor } from 'monaco-editor/esm/vs/editor/editor.api.js';

export * from 'monaco-editor/esm/vs/editor/editor.api.js';

const SHARED = { 'editor.background': '#ffffff00', 'scrollbar.shadow': '#ffffff00' };

editor.defineTheme('page-light', {
  base: 'vs',
  inherit: true,
  colors: {
    ...SHARED,
    'editorLineNumber.foreground': '#6b7280',
    'editorHoverWidget.background': '#ffffff',
    'editorSuggestWidget.background': '#ffffff',
    'editorSuggestWidget.selectedBackground': '#e0e7ff',
    'editorSuggestWidget.selectedForeground': '#1e1b4b',
    'editorWidget.background': '#ffffff',
    focusBorder: '#4338ca',
  },
  rules: [
    { token: 'argument.identifier.gql', foreground: '#5b21b6' },
    { token: 'string.key.json', foreground: '#1e40af' },
    { token: 'string.value.json', foreground: '#9a3412' },
    { token: 'number.json', foreground: '#047857' },
    { token: 'key.identifier.gql', foreground: '#1e40af' },
    { token: 'keyword.gql', foreground: '#4338ca' },
    { token: 'comment.gql', foreground: '#64748b' },
  ],
});

editor.defineTheme('page-dark', {
  base: 'vs-dark',
  inherit: true,
  colors: {
    ...SHARED,
    'editorLineNumber.foreground': '#8b93a7',
    'editorHoverWidget.background': '#1c2030',
    'editorSuggestWidget.background': '#1c2030',
    'editorSuggestWidget.selectedBackground': '#312e81',
    'editorSuggestWidget.selectedForeground': '#ffffff',
    'editorWidget.background': '#1c2030',
    focusBorder: '#a5b4fc',
  },
  rules: [
    { token: 'argument.identifier.gql', foreground: '#c4b5fd' },
    { token: 'string.key.json', foreground: '#93c5fd' },
    { token: 'string.value.json', foreground: '#fdba74' },
    { token: 'number.json', foreground: '#6ee7b7' },
    { token: 'key.identifier.gql', foreground: '#93c5fd' },
    { token: 'keyword.gql', foreground: '#a5b4fc' },
    { token: 'comment.gql', foreground: '#94a3b8' },
  ],
});
