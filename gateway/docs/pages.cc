#include "gateway/docs/pages.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gateway/docs/assets.h"
#include "gateway/docs/html.h"
#include "gateway/openapi/openapi.h"

namespace steward::gateway::docs {
namespace {

constexpr absl::string_view kIntroduction =
    "<article id=\"operation\" tabindex=\"-1\">\n<h1>API reference</h1>\n"
    "<p>IT service management for other software to talk to, over REST/JSON and gRPC. Choose an "
    "operation to see what it takes and answers, with a request to copy.</p>\n"
    "<p>Every request carries <code>Authorization: Bearer</code> with an access token or an API "
    "key. Requests that change something may carry <code>Idempotency-Key</code>: a repeat returns "
    "the first answer and changes nothing. Whatever is refused says why by a "
    "<a href=\"/docs/errors\">reason</a>.</p>\n"
    "<p>Machines read the OpenAPI document, as <a href=\"/v1/openapi.json\">JSON</a> or <a "
    "href=\"/v1/openapi.yaml\">YAML</a>, and the <a href=\"/v1/descriptors.binpb\">descriptor "
    "set</a> of the protos.</p>\n"
    "<noscript><p>Without scripts this page is the index; the OpenAPI document has the "
    "rest.</p></noscript>\n</article>\n";

// May break behind a slash.
std::string PathHtml(absl::string_view path) {
  return absl::StrReplaceAll(Escape(path), {{"/", "/<wbr>"}});
}

std::string Entry(const OperationEntry& operation) {
  const std::string verb = absl::AsciiStrToUpper(operation.http_method);
  return absl::StrCat("<li id=\"", Escape(operation.id), "\"><a href=\"#", Escape(operation.id),
                      "\"><span class=\"verb ", operation.http_method, "\">", verb,
                      "</span> <span class=\"what\">", Prose(operation.summary),
                      "</span> <code class=\"path\">", PathHtml(operation.path),
                      "</code></a></li>\n");
}

}  // namespace

std::string ReferencePage(const Api& api) {
  std::string index, tag;
  for (const OperationEntry& operation : ListOperations(api.pool(), api.files())) {
    if (operation.tag != tag) {
      absl::StrAppend(&index, tag.empty() ? "" : "</ul>\n</section>\n", "<section>\n<h2>",
                      Escape(operation.tag), "</h2>\n<ul>\n");
      tag = operation.tag;
    }
    absl::StrAppend(&index, Entry(operation));
  }
  return absl::StrCat(
      "<div class=\"reference\">\n<nav class=\"index\" aria-label=\"Operations\">\n"
      "<div class=\"search\" hidden><label for=\"search\">Search operations</label>"
      "<input id=\"search\" type=\"search\" autocomplete=\"off\" spellcheck=\"false\">"
      "<p id=\"found\" role=\"status\"></p></div>\n",
      index, tag.empty() ? "" : "</ul>\n</section>\n", "</nav>\n", kIntroduction, "</div>\n");
}

std::map<std::string, HttpAnswer> MakePages(const Api& api) {
  const std::vector<Reason> reasons = ReasonsOf(api.pool());
  std::map<std::string, HttpAnswer> pages;
  pages["/docs"] = pages["/docs/"] = Page("Operations", ReferencePage(api));
  pages["/docs/errors"] = Page("Errors", ErrorListPage(reasons));
  for (const Reason& reason : reasons)
    pages[absl::StrCat("/docs/errors/", reason.name)] = Page(reason.name, ErrorPage(reason));
  pages["/docs/style.css"] = Asset("text/css; charset=utf-8", kStyle);
  pages["/docs/script.js"] = Asset("text/javascript; charset=utf-8", kScript);
  return pages;
}

}  // namespace steward::gateway::docs
