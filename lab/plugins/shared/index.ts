/** What every Pulumi plugin of the lab is built on. */
export { PluginError, isAbortError, messageOf, resourceInitFailed, type InitFailure } from "./errors";
export { UNLIMITED_MESSAGES, engineLogger, type LogOptions, type Logger, type Severity } from "./engine";
export { runPlugin, type PluginContext, type PluginService } from "./plugin";
export { implement, type CallContext, type Methods } from "./service";
export * from "./values";
