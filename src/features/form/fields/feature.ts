import type { Feature } from '../../../schema/builder/feature.ts';
import { addFormMetaField } from './form-meta-field.ts';

/** Forms as Frappe shows them. */
export const form: Feature = { name: 'form', addRootFields: addFormMetaField };
