import { conformanceTable } from "./src/conformance-table.js";
import { fileLength } from "./src/file-length.js";
import { lint } from "./src/lint.js";
import { noClock } from "./src/no-clock.js";
import { packageExports } from "./src/package-exports.js";
import { sizes } from "./src/sizes.js";
import { snippets } from "./src/snippets.js";
import { runSteps } from "./src/step.js";
import { types } from "./src/types.js";

const failed = await runSteps([
  lint,
  noClock,
  fileLength,
  types,
  snippets,
  conformanceTable,
  sizes,
  packageExports,
]);
if (failed > 0) {
  process.stdout.write(`${failed} of the checks failed\n`);
  process.exitCode = 1;
}
