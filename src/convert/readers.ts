import type { Reader } from './reader.js';
import { anthropic } from './readers/anthropic.js';
import { assistants } from './readers/assistants.js';
import { botFramework } from './readers/bot-framework.js';
import { chatgpt } from './readers/chatgpt.js';
import { copilotStudio } from './readers/copilot-studio.js';
import { langchain } from './readers/langchain.js';
import { langfuse } from './readers/langfuse.js';
import { langsmith } from './readers/langsmith.js';
import { openai } from './readers/openai.js';
import { otel } from './readers/otel.js';
import { responses } from './readers/responses.js';
import { rows } from './readers/rows.js';
import { uiMessages } from './readers/ui-messages.js';
import { warehouse } from './readers/warehouse.js';

/** All readers, the most specific format first. */
export const READERS: readonly Reader[] = [
  otel,
  langfuse,
  langsmith,
  copilotStudio,
  botFramework,
  chatgpt,
  responses,
  assistants,
  anthropic,
  openai,
  langchain,
  uiMessages,
  warehouse,
  rows,
];
