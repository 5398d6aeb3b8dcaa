/** Run as a process of its own: loads Pulumi's SDK and ends. */
import "@pulumi/pulumi";
