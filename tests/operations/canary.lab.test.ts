import { canaryCommands } from "./canary-commands";

canaryCommands({ isThorough: false });
