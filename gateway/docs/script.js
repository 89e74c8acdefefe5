// Shows the operation that the address names, from the OpenAPI document of the same gateway.
"use strict";

(() => {
  const article = document.getElementById("operation");
  if (!article) return;
  const introduction = [...article.childNodes];
  const entries = [...document.querySelectorAll(".index li")];
  const DEPTH_MAX = 6;
  // Whether the index stands beside the operation, as in style.css.
  const beside = window.matchMedia("(min-width: 60rem)");
  let api = null;

  // An element with attributes and children; texts are never read as HTML.
  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children.flat().filter((child) => child !== null && child !== undefined));
    return made;
  }

  // `code`, and the names of reasons as links to what they mean.
  function inline(text) {
    return text.split("`").flatMap((part, i) => {
      if (i % 2 === 1) return [element("code", {}, part)];
      return part.split(/\b([A-Z]+(?:_[A-Z]+)+)\b/).map((word, j) => {
        const known = j % 2 === 1 && api.reasons.has(word);
        return known ? element("a", { href: `/docs/errors/${word}` }, word) : word;
      });
    });
  }

  // Paragraphs and lists of the Markdown that the contract's comments use.
  function prose(text) {
    return (text || "").split("\n\n").filter(Boolean).flatMap((paragraph) => {
      const blocks = [];
      for (const line of paragraph.split("\n")) {
        const item = line.startsWith("- ");
        const last = blocks[blocks.length - 1];
        const same = last && (last.tagName === "UL") === item;
        if (!item) blocks.push(element("p", {}, inline(line)));
        else if (same) last.append(element("li", {}, inline(line.slice(2))));
        else blocks.push(element("ul", {}, element("li", {}, inline(line.slice(2)))));
      }
      return blocks;
    });
  }

  function resolve(value) {
    if (!value || !value.$ref) return value;
    const found = value.$ref.slice(2).split("/").reduce((at, name) => at[name], api.document);
    return { ...resolve(found), ...value, $ref: undefined, refersTo: value.$ref };
  }

  // One object schema out of those that `allOf` joins.
  function merged(schema) {
    const whole = resolve(schema);
    if (!whole.allOf) return whole;
    const parts = whole.allOf.map(merged);
    return {
      ...whole,
      properties: Object.assign({}, ...parts.map((part) => part.properties || {})),
      required: parts.flatMap((part) => part.required || []),
    };
  }

  function nameOf(schema) {
    return schema.refersTo ? schema.refersTo.split("/").pop() : null;
  }

  function typeOf(schema) {
    if (schema.type === "array") {
      const items = resolve(schema.items);
      return `list of ${nameOf(items) || typeOf(items)}`;
    }
    if (nameOf(schema)) return nameOf(schema);
    if (schema.type === "object" && schema.additionalProperties) return "map";
    return schema.format || schema.type || "any value";
  }

  function rulesOf(schema) {
    const rules = [];
    if (schema.maxLength) rules.push(`at most ${schema.maxLength} characters`);
    if (schema.maxItems) rules.push(`at most ${schema.maxItems}`);
    if (schema.pattern) rules.push(`matches ${schema.pattern}`);
    if (schema.readOnly) rules.push("set by the server");
    if (schema.writeOnly) rules.push("never returned");
    if (schema.deprecated) rules.push("deprecated");
    return rules.join(" · ");
  }

  // A member of an object or a parameter, with what is inside of it.
  function field(name, schema, required, description, side, depth) {
    const inner = schema.type === "array" ? merged(schema.items) : merged(schema);
    const nested = inner.properties && depth < DEPTH_MAX ? inner : null;
    const values = inner.enum ? element("p", { class: "rule" }, "One of ", ...inner.enum.flatMap(
      (value, i) => [i > 0 ? ", " : "", element("code", {}, value)])) : null;
    return element("li", {},
      element("div", { class: "head" },
        element("code", { class: "name" }, name),
        element("span", { class: "rule" }, typeOf(schema)),
        required ? element("span", { class: "must" }, "required") : null,
        element("span", { class: "rule" }, rulesOf(schema))),
      prose(description), values, nested ? details(nested, side, depth + 1) : null);
  }

  // Filled when it is opened: schemas may hold themselves.
  function details(schema, side, depth) {
    const shown = element("details", {}, element("summary", {}, "Members"));
    shown.addEventListener("toggle", () => {
      if (shown.children.length === 1) shown.append(members(schema, side, depth));
    });
    return shown;
  }

  // `side` is "sent" or "answered": members that the other side sets are left out.
  function members(schema, side, depth = 0) {
    const hidden = side === "sent" ? "readOnly" : "writeOnly";
    const list = Object.entries(schema.properties || {})
      .map(([name, value]) => [name, resolve(value)])
      .filter(([, value]) => !value[hidden])
      .map(([name, value]) => field(name, value, side === "sent" &&
        (schema.required || []).includes(name), value.description, side, depth));
    return list.length === 0 ? element("p", { class: "quiet" }, "No members are described.")
      : element("ul", { class: "fields" }, list);
  }

  function code(text) {
    const copy = element("button", { type: "button" }, "Copy");
    copy.addEventListener("click", async () => {
      await navigator.clipboard.writeText(text);
      copy.textContent = "Copied";
    });
    return element("div", { class: "code" }, element("pre", {}, element("code", {}, text)),
      navigator.clipboard ? copy : null);
  }

  const quote = (text) => `'${text.replaceAll("'", "'\\''")}'`;
  const pretty = (value) => JSON.stringify(value, null, 2);

  // The first media type of a body, with its example.
  function body(content) {
    const [type, media] = Object.entries(content || {})[0] || [null, {}];
    return { type, schema: media.schema, example: media.example };
  }

  function curl({ verb, path, operation, parameters }) {
    const filled = parameters.filter((each) => each.in === "path" && each.example !== undefined)
      .reduce((at, each) => at.replace(`{${each.name}}`, encodeURIComponent(each.example)), path);
    const sent = body(operation.requestBody && operation.requestBody.content);
    const stream = body(operation.responses["200"] && operation.responses["200"].content);
    const words = [stream.type === "text/event-stream" ? "curl -N" : "curl"];
    if (verb !== "get" && !(verb === "post" && sent.example !== undefined))
      words[0] += ` -X ${verb.toUpperCase()}`;
    const queries = parameters.filter((each) => each.in === "query" && each.example !== undefined);
    if (queries.length > 0 && verb === "get") words[0] += " -G";
    words[0] += ` "${location.origin}${filled}"`;
    words.push('-H "Authorization: Bearer $STEWARD_TOKEN"');
    for (const each of queries) if (verb === "get")
      words.push(`--data-urlencode ${quote(`${each.name}=${each.example}`)}`);
    if (sent.example !== undefined)
      words.push(`-H 'Content-Type: ${sent.type}'`, `-d ${quote(pretty(sent.example))}`);
    return words.join(" \\\n  ");
  }

  function parametersOf(parameters, place, title) {
    const chosen = parameters.filter((each) => each.in === place);
    if (chosen.length === 0) return null;
    return [element("h2", {}, title), element("ul", { class: "fields" }, chosen.map((each) =>
      field(each.name, resolve(each.schema), each.required, each.description, "sent", 0)))];
  }

  function requestOf(operation) {
    if (!operation.requestBody) return null;
    const { type, schema } = body(operation.requestBody.content);
    return [element("h2", {}, "Body"), element("p", { class: "quiet" }, type),
      members(merged(schema), "sent")];
  }

  function answersOf(operation) {
    return Object.entries(operation.responses).map(([status, reference]) => {
      const answer = resolve(reference);
      const { type, schema, example } = body(answer.content);
      const good = status.startsWith("2");
      const headers = Object.keys(answer.headers || {}).join(", ");
      return element("details", good && example !== undefined ? { open: "" } : {},
        element("summary", {}, `${status === "default" ? "Others:" : status} `,
          inline(answer.description)),
        headers ? element("p", { class: "quiet" }, `Headers: ${headers}`) : null,
        example === undefined ? null : code(pretty(example)),
        schema && type ? details(merged(schema), "answered", 1) : null);
    });
  }

  function render(found) {
    const { verb, path, operation, parameters } = found;
    const permission = operation.security[0] && Object.values(operation.security[0])[0];
    article.replaceChildren(
      element("h1", {}, inline(operation.summary)),
      element("p", { class: "route" },
        element("span", { class: `verb ${verb}` }, verb.toUpperCase()),
        element("code", {}, path),
        operation.deprecated ? element("span", { class: "must" }, "deprecated") : null),
      ...prose(operation.description.replace(/\n\nPermission: `[^`]*`\.$/, "")),
      element("p", {}, "Permission: ", element("code", {}, permission ? permission[0] : "none")),
      element("h2", {}, "Example"), code(curl(found)),
      ...(parametersOf(parameters, "path", "Path") || []),
      ...(parametersOf(parameters, "query", "Query") || []),
      ...(requestOf(operation) || []),
      ...(parametersOf(parameters, "header", "Headers") || []),
      element("h2", {}, "Answers"), ...answersOf(operation));
  }

  function show(moved) {
    const id = decodeURIComponent(location.hash.slice(1));
    const found = api.operations.get(id);
    for (const entry of entries) {
      const link = entry.firstElementChild;
      if (entry.id === id) {
        link.setAttribute("aria-current", "true");
        if (beside.matches) link.scrollIntoView({ block: "nearest" });
      } else link.removeAttribute("aria-current");
    }
    if (found) render(found);
    else article.replaceChildren(...introduction);
    document.title = `${found ? found.operation.summary : "Operations"} · Steward API`;
    if (!moved) return;
    article.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }

  function search(words) {
    const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const entry of entries) {
      const text = `${entry.id} ${entry.textContent}`.toLowerCase();
      entry.hidden = !wanted.every((word) => text.includes(word));
      if (!entry.hidden) ++count;
    }
    for (const section of document.querySelectorAll(".index section"))
      section.hidden = !section.querySelector("li:not([hidden])");
    document.getElementById("found").textContent =
      wanted.length === 0 ? "" : count === 1 ? "1 operation" : `${count} operations`;
  }

  function collect(openapi) {
    api = { document: openapi, operations: new Map(), reasons: new Set() };
    const reasons = openapi.components.schemas.ErrorReason;
    if (reasons) api.reasons = new Set(reasons.enum);
    for (const [path, item] of Object.entries(openapi.paths))
      for (const [verb, operation] of Object.entries(item))
        api.operations.set(operation.operationId, {
          verb, path, operation, parameters: (operation.parameters || []).map(resolve),
        });
  }

  async function start() {
    const answer = await fetch("/v1/openapi.json");
    if (!answer.ok) return;
    collect(await answer.json());
    // The browser would scroll to the entry of that id instead of to the operation.
    document.documentElement.classList.add("scripted");
    document.querySelector(".search").hidden = false;
    const input = document.getElementById("search");
    input.addEventListener("input", () => search(input.value));
    window.addEventListener("hashchange", () => show(true));
    show(location.hash.length > 1);
    document.addEventListener("keydown", (event) => {
      if (event.key === "/" && event.target === document.body) {
        event.preventDefault();
        input.focus();
      }
    });
  }

  start();
})();
