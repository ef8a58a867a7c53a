import { DiagLogLevel, diag, trace } from '@opentelemetry/api';
import type { Sampler } from '@opentelemetry/sdk-trace';
import type { Logger } from 'pino';
import { z } from 'zod';
import { ConfigError } from './errors.ts';
import { explainIssue, toSentence } from './explain-issue.ts';
import { url } from './settings/setting-values.ts';
import { VERSION } from './version.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The export of spans, where there is one. */
export interface Tracing {
  /** Sends the spans that still wait. */
  stop(): Promise<void>;
}

const PROTOCOL = 'http/protobuf';

/**
 * The standard variables that the gateway reads itself
 * (https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/). The exporter reads those of its
 * address, headers, timeout and certificates.
 */
const settings = z.object({
  OTEL_SDK_DISABLED: z.string().default('false'),
  OTEL_TRACES_EXPORTER: z.enum(['otlp', 'none']).optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: url.optional(),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: url.optional(),
  OTEL_EXPORTER_OTLP_PROTOCOL: z.literal(PROTOCOL).optional(),
  OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: z.literal(PROTOCOL).optional(),
  OTEL_TRACES_SAMPLER: z
    .enum([
      'always_on',
      'always_off',
      'traceidratio',
      'parentbased_always_on',
      'parentbased_always_off',
      'parentbased_traceidratio',
    ])
    .default('parentbased_always_on'),
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number().min(0).max(1).default(1),
  OTEL_BSP_SCHEDULE_DELAY: z.coerce.number().int().min(1).optional(),
  OTEL_BSP_EXPORT_TIMEOUT: z.coerce.number().int().min(1).optional(),
  OTEL_BSP_MAX_QUEUE_SIZE: z.coerce.number().int().min(1).optional(),
  OTEL_BSP_MAX_EXPORT_BATCH_SIZE: z.coerce.number().int().min(1).optional(),
});

type TracingSettings = z.infer<typeof settings>;

/**
 * Exports spans if the standard variables of OpenTelemetry say where to. The SDK is loaded only then.
 *
 * @throws ConfigError that names the variable that is wrong.
 */
export async function startTracing(env: Environment, logger: Logger): Promise<Tracing> {
  const read = readSettings(env);
  if (!isWanted(read)) return { stop: async () => undefined };
  const [sdk, { OTLPTraceExporter }, { defaultResource, detectResources, envDetector, resourceFromAttributes }] =
    await Promise.all([
      import('@opentelemetry/sdk-trace'),
      import('@opentelemetry/exporter-trace-otlp-proto'),
      import('@opentelemetry/resources'),
    ]);
  reportErrors(logger);
  const own = resourceFromAttributes({ 'service.name': 'frappe-graphql', 'service.version': VERSION });
  const batches = new sdk.BatchSpanProcessor({ exporter: new OTLPTraceExporter(), ...toBatches(read) });
  const provider = new sdk.TracerProvider({
    resource: defaultResource()
      .merge(own)
      .merge(detectResources({ detectors: [envDetector] })),
    sampler: toSampler(sdk, read),
    spanProcessors: [batches],
  });
  trace.setGlobalTracerProvider(provider);
  return { stop: () => provider.shutdown().catch((error: unknown) => logger.warn({ err: error }, 'spans were lost')) };
}

function readSettings(env: Environment): TracingSettings {
  const given = Object.entries(env).filter(([name, value]) => name.startsWith('OTEL_') && value?.trim());
  const parsed = settings.safeParse(Object.fromEntries(given), { error: explainIssue });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new ConfigError(toSentence(`${String(issue?.path[0])}: ${issue?.message}`));
}

function isWanted(read: TracingSettings): boolean {
  if (read.OTEL_SDK_DISABLED.toLowerCase() === 'true' || read.OTEL_TRACES_EXPORTER === 'none') return false;
  const address = read.OTEL_EXPORTER_OTLP_ENDPOINT ?? read.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT;
  return address !== undefined || read.OTEL_TRACES_EXPORTER === 'otlp';
}

function toBatches(read: TracingSettings) {
  const size = read.OTEL_BSP_MAX_EXPORT_BATCH_SIZE;
  return {
    ...(read.OTEL_BSP_SCHEDULE_DELAY === undefined ? {} : { scheduledDelayMillis: read.OTEL_BSP_SCHEDULE_DELAY }),
    ...(read.OTEL_BSP_EXPORT_TIMEOUT === undefined ? {} : { exportTimeoutMillis: read.OTEL_BSP_EXPORT_TIMEOUT }),
    ...(read.OTEL_BSP_MAX_QUEUE_SIZE === undefined ? {} : { maxQueueSize: read.OTEL_BSP_MAX_QUEUE_SIZE }),
    ...(size === undefined ? {} : { maxExportBatchSize: size }),
  };
}

function toSampler(sdk: typeof import('@opentelemetry/sdk-trace'), read: TracingSettings): Sampler {
  const name = read.OTEL_TRACES_SAMPLER.replace('parentbased_', '');
  const root =
    name === 'always_on'
      ? new sdk.AlwaysOnSampler()
      : name === 'always_off'
        ? new sdk.AlwaysOffSampler()
        : new sdk.TraceIdRatioBasedSampler(read.OTEL_TRACES_SAMPLER_ARG);
  return read.OTEL_TRACES_SAMPLER.startsWith('parentbased_') ? new sdk.ParentBasedSampler({ root }) : root;
}

/** Logs what the SDK reports, such as a collector that is away: each message once. */
function reportErrors(logger: Logger): void {
  const reported = new Set<string>();
  const report = (message: string) => {
    const text = message.slice(0, 500);
    if (reported.has(text) || reported.size >= 20) return;
    reported.add(text);
    logger.warn({ reason: text }, 'spans are not exported');
  };
  const ignore = () => undefined;
  diag.setLogger(
    { error: report, warn: report, info: ignore, debug: ignore, verbose: ignore },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
}
