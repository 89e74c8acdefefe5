#include "gateway/docs/html.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"

namespace steward::gateway::docs {
namespace {

// data: is the empty icon, without which browsers ask for /favicon.ico.
constexpr absl::string_view kPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

constexpr absl::string_view kHead =
    "<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    "<meta name=\"color-scheme\" content=\"light dark\">\n"
    "<link rel=\"icon\" href=\"data:,\">\n"
    "<link rel=\"stylesheet\" href=\"/docs/style.css\">\n"
    "<script src=\"/docs/script.js\" defer></script>\n";

constexpr absl::string_view kTop =
    "<a class=\"skip\" href=\"#main\">Skip to the content</a>\n"
    "<header>\n<a class=\"home\" href=\"/docs\">Steward API</a>\n<nav aria-label=\"Site\">"
    "<a href=\"/docs\">Operations</a> <a href=\"/docs/errors\">Errors</a> "
    "<a href=\"/v1/openapi.json\">OpenAPI</a> <a href=\"/v1/descriptors.binpb\">Protos</a>"
    "</nav>\n</header>\n";

}  // namespace

std::string Escape(absl::string_view text) {
  return absl::StrReplaceAll(
      text, {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {"\"", "&quot;"}, {"'", "&#39;"}});
}

std::string Prose(absl::string_view text) {
  const std::vector<std::string> parts = absl::StrSplit(text, '`');
  std::string html = Escape(parts[0]);
  for (size_t i = 1; i < parts.size(); ++i)
    absl::StrAppend(&html, i % 2 == 1 ? "<code>" : "</code>", Escape(parts[i]));
  return parts.size() % 2 == 0 ? html + "</code>" : html;
}

HttpAnswer Page(absl::string_view title, absl::string_view main) {
  HttpAnswer answer;
  answer.content_type = "text/html; charset=utf-8";
  answer.body = absl::StrCat("<!doctype html>\n<html lang=\"en\">\n<head>\n", kHead, "<title>",
                             Escape(title), " · Steward API</title>\n</head>\n<body>\n", kTop,
                             "<main id=\"main\">\n", main, "</main>\n</body>\n</html>\n");
  answer.headers.emplace_back("Content-Security-Policy", std::string(kPolicy));
  answer.headers.emplace_back("Referrer-Policy", "no-referrer");
  return answer;
}

HttpAnswer Asset(absl::string_view content_type, absl::string_view content) {
  HttpAnswer answer;
  answer.content_type = content_type;
  answer.body = std::string(content);
  return answer;
}

}  // namespace steward::gateway::docs
