import type { MethodArgument } from '../metadata/method-catalog.ts';
import { parameterName } from './evaluate/functions.ts';
import { literalOf } from './python/python-literal.ts';
import { type PyNode, partsOf } from './python/python-tree.ts';

/** The parameters of a function, without `self`. */
export interface Parameters {
  args: MethodArgument[];
  /** The name of `**kwargs`. */
  extraArgs?: string;
}

/**
 * @param isBound whether the first parameter is the object or class itself.
 * @param docs what the docstring says of each.
 */
export function readParameters(definition: PyNode, isBound: boolean, docs: ReadonlyMap<string, string>): Parameters {
  const list = definition.childForFieldName('parameters');
  const parameters: Parameters = { args: [] };
  for (const parameter of (list === null ? [] : partsOf(list)).slice(isBound ? 1 : 0)) {
    const { name, splat } = parameterName(parameter);
    // No keyword reaches `*args`, and `/` and `*` alone are not parameters.
    if (splat === '**') parameters.extraArgs = name;
    else if (splat === '' && name !== '') parameters.args.push(readParameter(name, parameter, docs.get(name)));
  }
  return parameters;
}

function readParameter(name: string, parameter: PyNode, doc: string | undefined): MethodArgument {
  const annotation = parameter.childForFieldName('type');
  const given = parameter.childForFieldName('value');
  const value = literalOf(given);
  return {
    name,
    ...(annotation === null ? {} : { type: annotationText(annotation) }),
    ...(given === null ? { required: true } : {}),
    ...(value === undefined ? {} : { default: value }),
    ...(doc === undefined ? {} : { doc }),
  };
}

/** An annotation as one line, without comments. */
export function annotationText(annotation: PyNode): string {
  return annotation.text
    .replace(/#.*$/gm, '')
    .replace(/\s+/g, ' ')
    .replace(/([[(]) /g, '$1')
    .replace(/,? ?([\])])/g, '$1')
    .trim();
}
