/** The command `bulwark`: day-to-day operations on a stack. */
import { main } from "./main";

void main(process.argv.slice(2));
