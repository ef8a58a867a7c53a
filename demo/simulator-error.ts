/** Why a simulated site cannot be started, in one line for the person at the command. */
export class SimulatorError extends Error {
  override readonly name = 'SimulatorError';
}
