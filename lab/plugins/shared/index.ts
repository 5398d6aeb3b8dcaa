/** What every Pulumi plugin of the lab is built on. */
export { PluginError, isAbortError, messageOf } from "./errors";
export { resourceInitFailed, type InitFailure } from "./init-failure";
export { UNLIMITED_MESSAGES, engineLogger, type LogOptions, type Logger, type Severity } from "./engine";
export { runPlugin, type PluginContext, type PluginService } from "./plugin";
export { implement, type CallContext, type Methods } from "./service";
export * from "./values";
