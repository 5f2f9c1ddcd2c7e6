import { isObject } from '../../record/record.js';
import type { TranscriptRecord } from '../model.js';
import type { OpenReader, Reader, ReaderContext } from '../reader.js';
import { TraceGroups } from '../trace-groups.js';
import type { KeptSpan } from './otel-nodes.js';
import { spanExchanges } from './otel-nodes.js';
import { shownBy, spansIn } from './otel-spans.js';

class OtelReader implements OpenReader {
  readonly #context: ReaderContext;
  readonly #traces: TraceGroups<KeptSpan>;

  constructor(context: ReaderContext) {
    this.#context = context;
    this.#traces = new TraceGroups(context);
  }

  read(record: TranscriptRecord): void {
    const { value, file, line } = record;
    const spans = spansIn(value);
    if (spans === undefined) {
      // Exporters write metrics to the same file.
      if (isObject(value) && Array.isArray(value['resourceMetrics'])) this.#context.leaveOut('other activity');
      else this.#context.reject(record);
      return;
    }
    for (const span of spans) {
      if (span === undefined) this.#context.leaveOut('other activity');
      else this.#traces.add(span.trace, { ...span, file, line });
    }
  }

  end(): void {
    for (const [trace, spans] of this.#traces.groups()) {
      for (const exchange of spanExchanges(spans, trace, this.#context)) this.#context.add(exchange);
    }
  }
}

/** OpenTelemetry GenAI: spans and logs of all generations of the conventions, of OpenLLMetry, OpenInference and the AI SDK. */
export const otel: Reader = {
  name: 'otel',
  title: 'OpenTelemetry GenAI',
  recognise: shownBy,
  holdsCalls: true,
  open: (context) => new OtelReader(context),
};
