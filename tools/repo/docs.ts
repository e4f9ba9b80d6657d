import { docWarnings } from "./src/doc-warnings.js";
import { ROOT, tool } from "./src/repository.js";
import { runProgram } from "./src/run-program.js";

// The reference follows links from one package to the types of another, which are there after a build.
const build = await runProgram(tool("turbo"), ["run", "build", "--output-logs=errors-only"], ROOT);
if (build.code !== 0) {
  process.stdout.write(`${build.output}\nThe packages do not build: mend that first.\n`);
  process.exit(1);
}
const typedoc = await runProgram(tool("typedoc"), ["--pretty", "false"], ROOT);
const warnings = docWarnings(typedoc.output);
for (const warning of warnings) process.stdout.write(`${warning}\n`);
if (typedoc.code !== 0 || warnings.length > 0) {
  if (warnings.length === 0) process.stdout.write(typedoc.output);
  process.stdout.write(`The docs have ${warnings.length} faults: a warning is an error.\n`);
  process.exit(1);
}
process.stdout.write("The guides and the API reference are in docs/api: open docs/api/index.html\n");
