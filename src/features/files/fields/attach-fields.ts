import type { InputRef } from '@pothos/core';
import { addCosts, type Cost } from '../../../query/plan/cost.ts';
import type { SchemaParts } from '../../../schema/builder/builder.ts';
import { rootField } from '../../../schema/builder/root-field.ts';
import { costOfDocument, planDocument } from '../../desk/fields/document-payload.ts';
import { targetName } from '../../desk/fields/target-document.ts';
import { attachFile, attachLink } from '../attach-file.ts';
import type { AttachTarget } from '../attach-target.ts';
import { plainName } from '../file-names.ts';
import { nameInAddress, readAddress } from '../link-address.ts';
import { type AttachTo, toAttachTarget } from './attach-to.ts';
import { type AttachedPayload, addAttachedPayload, toAttachedFile } from './attached-payload.ts';

const TARGET_DESCRIPTION = 'The document that it is for; you must be able to change it.';

/** `attachFile` and `attachUrl`. */
export function addAttachFields(parts: SchemaParts, attachTo: InputRef<AttachTo>): void {
  const { builder } = parts;
  const payload = addAttachedPayload(parts, 'AttachFilePayload', 'The result of attaching a file.');
  builder.mutationField('attachFile', (t) =>
    rootField(t, {
      type: payload,
      description: 'Attaches a file of the site, which you may read, to a further document. The content is shared.',
      args: {
        name: t.arg.id({ required: true, description: 'The name of its File document.' }),
        attachTo: t.arg({ type: attachTo, required: true, description: TARGET_DESCRIPTION }),
      },
      plan: (root) => {
        const name = targetName(root.args.name, 'name');
        const target = toAttachTarget(parts, root.args.attachTo);
        return { name, target, document: planDocument(root, target.doctype.name) };
      },
      // The file is read, and if it is an address, made private.
      cost: ({ target, document }, basis) => addCosts([costOfAttaching(target, 2), costOfDocument(document, basis)]),
      execute: async (scope, { name, target, document }) =>
        toAttachedFile(await attachFile(scope, name, target), document),
    }),
  );
  addAttachUrl(parts, attachTo, payload);
}

function addAttachUrl(parts: SchemaParts, attachTo: InputRef<AttachTo>, payload: AttachedPayload): void {
  parts.builder.mutationField('attachUrl', (t) =>
    rootField(t, {
      type: payload,
      description: 'Attaches an address on another server to a document. Nobody opens it; see docs/files.md.',
      args: {
        url: t.arg.string({ required: true, description: 'An http or https address.' }),
        attachTo: t.arg({ type: attachTo, required: true, description: TARGET_DESCRIPTION }),
        fileName: t.arg.string({ description: 'Its name for people. Default: the last part of the path.' }),
        isPrivate: t.arg.boolean({
          defaultValue: true,
          description: 'Whether only those see the address who may read the document.',
        }),
      },
      plan: (root) => {
        const { url, fileName, isPrivate } = root.args;
        const address = readAddress(url, 'url');
        const named = plainName(fileName ?? nameInAddress(address), 'fileName');
        const target = toAttachTarget(parts, root.args.attachTo);
        const link = { address, fileName: named, isPrivate: isPrivate ?? true };
        return { link, target, document: planDocument(root, target.doctype.name) };
      },
      cost: ({ link, target, document }, basis) =>
        addCosts([costOfAttaching(target, link.isPrivate ? 1 : 0), costOfDocument(document, basis)]),
      execute: async (scope, { link, target, document }) =>
        toAttachedFile(await attachLink(scope, link, target), document),
    }),
  );
}

/** The right is asked for, the File is made, and the docfield is set. */
function costOfAttaching({ docfield }: AttachTarget, more: number): Cost {
  return { calls: more + (docfield === null ? 2 : 3), rows: 0 };
}
