export { type GuidePage, isGuidePage, programsOf } from "./guide-page.js";
export { ROOT, repositoryFiles } from "./repository.js";
export { type GuideRunOptions, loadServerModule, runGuide } from "./run-guide.js";
