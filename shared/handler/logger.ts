export interface Logger {
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
}

/**
 * One JSON object a line on standard output, as CloudWatch Logs Insights reads it. Values are JSON-encoded, so input
 * cannot forge lines.
 */
export function createLogger(context: Record<string, unknown>): Logger {
  const write =
    (level: string) =>
    (message: string, fields: Record<string, unknown> = {}) =>
      console.log(JSON.stringify({ level, message, ...context, ...fields }));
  return { info: write('INFO'), warn: write('WARN'), error: write('ERROR') };
}
