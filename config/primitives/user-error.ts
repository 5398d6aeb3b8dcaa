import { RunError } from "@pulumi/pulumi";

/**
 * An error that says all a person needs: Pulumi prints its message without a stack trace, registers nothing more and exits
 * with a code other than 0.
 */
export class UserError extends RunError {
  constructor(message: string) {
    super(message);
    // The SDK formats the stack even of errors whose stack it hides, and on Node 20 its own source-mapped frames
    // (".../node_modules/@pulumi/resource.ts") make util.inspect run for up to a minute.
    this.stack = message;
  }
}
