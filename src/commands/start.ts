import { serve } from '../serve.ts';
import type { Command } from './command.ts';

/** Starts the gateway. */
export const START: Command = {
  name: 'start',
  summary: 'start the gateway',
  run: (env) => serve(env),
};
