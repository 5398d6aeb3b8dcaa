/** Run as a process of its own: loads the SDK and every module of the program and ends. */
import "../../../systems";
