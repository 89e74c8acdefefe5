// lint_openapi.js FILE: prints what Redocly's linter finds in an OpenAPI document, warnings too, and
// ends with 1 if there is anything.
"use strict";

const { readFileSync } = require("node:fs");
const { createConfig, lintFromString } = require("@redocly/openapi-core");

const RULES = {
  extends: ["recommended-strict"],
  rules: {
    // Steward states no licence.
    "info-license": "off",
    // Beyond what is recommended.
    "operation-description": "error",
    "no-invalid-media-type-examples": { severity: "error", allowAdditionalProperties: false },
    "no-invalid-parameter-examples": "error",
    "no-invalid-schema-examples": "error",
    "no-required-schema-properties-undefined": "error",
    "no-schema-type-mismatch": "error",
    "response-contains-header": { severity: "error", names: { "2XX": ["X-Request-Id"] } },
    "tag-description": "error",
  },
};

// Whoever receives a webhook answers as it likes.
const isOfOthers = ({ ruleId, location }) =>
  ruleId === "response-contains-header" && location[0].pointer.startsWith("#/webhooks/");

async function main(file) {
  const config = await createConfig(RULES);
  const source = readFileSync(file, "utf8");
  const found = await lintFromString({ source, absoluteRef: file, config });
  const problems = found.filter((each) => !isOfOthers(each));
  for (const { ruleId, severity, message, location } of problems)
    console.log(`${severity} ${ruleId} at ${location[0].pointer}: ${message}`);
  process.exitCode = problems.length > 0 ? 1 : 0;
}

main(process.argv[2]);
