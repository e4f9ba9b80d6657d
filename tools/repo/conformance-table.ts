import { writeConformanceTable } from "./src/conformance-table.js";

await writeConformanceTable();
