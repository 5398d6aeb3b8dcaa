// mocha's spec reporter, which also leaves its counts and failures where the runner finds them.
const { writeFileSync } = require("node:fs");
const { reporters } = require("mocha");

class CountingReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const { counts } = options.reporterOptions;
    const failures = [];
    runner.on("fail", (test, error) => {
      failures.push({ title: test.titlePath().join(" › "), error: error.stack ?? String(error) });
    });
    runner.once("end", () => {
      const { passes, pending } = this.stats;
      writeFileSync(counts, JSON.stringify({ passed: passes, failed: failures.length, skipped: pending, failures }));
    });
  }
}

module.exports = CountingReporter;
