/** Runs something in this process. @returns what it has written, which would stand between the lines of mocha's report */
export async function captured(work: () => Promise<void>): Promise<string> {
  let written = "";
  const streams = [process.stdout, process.stderr];
  for (const stream of streams) stream.write = (text: string | Uint8Array) => ((written += String(text)), true);
  try {
    await work();
    return written;
  } finally {
    for (const stream of streams) Reflect.deleteProperty(stream, "write");
  }
}
