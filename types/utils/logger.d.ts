// Warnings and debug output of the library itself.

export interface LoggerConfig {
  /** The name before every line. Default: `'sequelize'`. */
  context?: string;
}

/** Writes to the console when the environment variable DEBUG names its namespace. */
export interface Debugger {
  (formatter: any, ...args: any[]): void;
  readonly namespace: string;
  enabled: boolean;
  /** Where lines go; by default to standard error. */
  log?: (...args: any[]) => any;
  extend(namespace: string): Debugger;
}

export class Logger {
  protected config: LoggerConfig;
  constructor(config?: Partial<LoggerConfig>);
  warn(message: string): void;
  /** A value as text for messages, one level deep. */
  inspect(value: unknown): string;
  debugContext(name: string): Debugger;
}

export const logger: Logger;
