/** The command `bulwark`: day-to-day operations on a stack. */
import { main } from "./main";

void main(process.argv.slice(2)).then(() => {
  // A request to a cluster that is gone would keep the process for minutes.
  process.exit();
});
