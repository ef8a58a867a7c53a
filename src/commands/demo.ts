import type { Command } from './command.ts';
import { SIMULATION_OPTIONS, startSimulation } from './simulation.ts';

/** Starts a simulated shop with the gateway in front of it. */
export const DEMO: Command = {
  name: 'demo',
  summary: 'start a demo site, the gateway in front of it, and GraphiQL',
  options: SIMULATION_OPTIONS,
  run: (env, values) => startSimulation({ command: 'demo', values, corsOrigins: env.CORS_ORIGINS }),
};
