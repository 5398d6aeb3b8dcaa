/** What every Pulumi plugin of the lab is built on. */
export { PluginError, isAbortError, messageOf } from "./errors";
export { resourceInitFailed } from "./init-failure";
export { UNLIMITED_MESSAGES, type Logger, type Severity } from "./engine";
export { runPlugin, type PluginContext } from "./plugin";
export { implement, type CallContext, type Methods } from "./service";
export * from "./values";
