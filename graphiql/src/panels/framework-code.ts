import { type CodeParts, indent, toTemplate } from './code-parts.ts';

/** A component of React on the hooks of frappe-graphql-react. */
export function toReact(parts: CodeParts): string {
  const { name, kind, hasVariables, variables } = parts;
  const call = `${name}Document, ${hasVariables ? JSON.stringify(variables) : '{}'}`;
  const head = (hook: string) => `import { ${hook} } from 'frappe-graphql-react';
import { graphql } from './gql/index.ts';

const ${name}Document = graphql(${toTemplate(parts.query)});

export function ${name}() {
`;
  if (kind === 'mutation') {
    return `${head('useGatewayMutation')}  const { mutate, isPending, error } = useGatewayMutation(${name}Document);
  return (
    <>
      <button type="button" disabled={isPending} onClick={() => mutate(${hasVariables ? JSON.stringify(variables) : '{}'})}>
        ${name}
      </button>
      {error && <p role="alert">{error.message}</p>}
    </>
  );
}
`;
  }
  if (kind === 'subscription') {
    return `${head('useChanges')}  const { state, error } = useChanges(${call}, {
    onChange: (change) => console.log(change),
  });
  return <p>{error?.message ?? state}</p>;
}
`;
  }
  return `${head('useGatewayQuery')}  const { data, error, isLoading } = useGatewayQuery(${call});
  if (isLoading) return <p>Loading …</p>;
  if (error) return <p role="alert">{error.message}</p>;
  return <pre>{JSON.stringify(data?.data, null, 2)}</pre>;
}
`;
}

/** A component of Vue on the composables of frappe-graphql-vue. */
export function toVue(parts: CodeParts): string {
  const { name, kind, hasVariables, variables } = parts;
  const given = hasVariables ? JSON.stringify(variables) : '{}';
  const [hook, call, template] = {
    query: [
      'useGatewayQuery',
      `const { data, error, isLoading } = useGatewayQuery(${name}Document, ${given});`,
      `<p v-if="isLoading">Loading …</p>
<p v-else-if="error" role="alert">{{ error.message }}</p>
<pre v-else>{{ data?.data }}</pre>`,
    ],
    mutation: [
      'useGatewayMutation',
      `const { mutate, isPending, error } = useGatewayMutation(${name}Document);
const save = () => mutate(${given});`,
      `<button type="button" :disabled="isPending" @click="save">${name}</button>
<p v-if="error" role="alert">{{ error.message }}</p>`,
    ],
    subscription: [
      'useChanges',
      `const { state, error } = useChanges(${name}Document, ${given}, {
  onChange: (change) => console.log(change),
});`,
      '<p>{{ error?.message ?? state }}</p>',
    ],
  }[kind] as [string, string, string];
  const script = `import { ${hook} } from 'frappe-graphql-vue';
import { graphql } from './gql/index.ts';

const ${name}Document = graphql(${toTemplate(parts.query)});

${call}`;
  return `<script setup lang="ts">
${script.replaceAll('</', String.raw`<\/`)}
</script>

<template>
${indent(template, '  ')}
</template>
`;
}
