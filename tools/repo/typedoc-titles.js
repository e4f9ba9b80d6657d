import { Application, ReflectionKind } from "typedoc";

/**
 * Names each guide of the site by its heading instead of its file.
 *
 * @param {import("typedoc").Application} app
 */
export function load(app) {
  app.on(Application.EVENT_PROJECT_REVIVE, (project) => {
    for (const page of project.getReflectionsByKind(ReflectionKind.Document)) {
      const heading = page.content
        .map(({ text }) => text)
        .join("")
        .match(/^# (.+)$/m);
      if (heading !== null) page.name = heading[1];
    }
  });
}
