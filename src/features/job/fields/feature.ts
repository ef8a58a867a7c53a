import type { Feature } from '../../../schema/builder/feature.ts';
import { addJobField } from './job-type.ts';

/** Background jobs of the site. */
export const job: Feature = { name: 'job', addRootFields: addJobField };
