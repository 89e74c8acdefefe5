#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "gateway/docs/html.h"
#include "gateway/docs/pages.h"

namespace steward::gateway::docs {
namespace {

std::string PathOfReason(const Reason& reason) {
  return absl::StrCat("/docs/errors/", reason.name);
}

std::string Statuses(const Reason& reason) { return absl::StrJoin(reason.http, ", "); }

std::string CodeOrNone(const Reason& reason) {
  return reason.grpc.empty() ? "<span class=\"quiet\">only over REST</span>"
                             : absl::StrCat("<code>", Escape(reason.grpc), "</code>");
}

std::string Keys(const Reason& reason) {
  if (reason.metadata.empty()) return "<span class=\"quiet\">none</span>";
  std::string keys;
  for (const std::string& key : reason.metadata)
    absl::StrAppend(&keys, keys.empty() ? "" : ", ", "<code>", Escape(key), "</code>");
  return keys;
}

// As a client meets it over REST.
std::string Sample(const Reason& reason) {
  const int status = reason.http.empty() ? 500 : reason.http.front();
  return absl::StrCat("HTTP/1.1 ", status, "\nContent-Type: application/problem+json\n\n{\n",
                      "  \"type\": \"", PathOfReason(reason), "\",\n  \"status\": ", status,
                      ",\n  \"reason\": \"", reason.name, "\",\n  …\n}");
}

}  // namespace

std::string ErrorListPage(const std::vector<Reason>& reasons) {
  std::string html =
      "<div class=\"page\">\n<h1>Errors</h1>\n<p>Every refusal has a reason from this list. Decide "
      "by the reason, and show the text to people. Reasons are never renamed or reused; new ones "
      "may come.</p>\n<table class=\"reasons\">\n<thead><tr><th scope=\"col\">Reason</th>"
      "<th scope=\"col\">HTTP</th><th scope=\"col\">Meaning</th></tr></thead>\n<tbody>\n";
  for (const Reason& reason : reasons)
    absl::StrAppend(&html, "<tr><td><a href=\"", PathOfReason(reason), "\"><code>",
                    absl::StrReplaceAll(Escape(reason.name), {{"_", "_<wbr>"}}),
                    "</code></a></td><td>", Statuses(reason), "</td><td>", Prose(reason.meaning),
                    "</td></tr>\n");
  return absl::StrCat(html, "</tbody>\n</table>\n</div>\n");
}

std::string ErrorPage(const Reason& reason) {
  return absl::StrCat(
      "<div class=\"page\">\n<p class=\"trail\"><a "
      "href=\"/docs/errors\">Errors</a></p>\n<h1><code>",
      Escape(reason.name), "</code></h1>\n<p>", Prose(reason.meaning),
      "</p>\n<h2>What to do</h2>\n<p>", Prose(reason.remedy),
      "</p>\n<h2>How it arrives</h2>\n<dl>\n<dt>HTTP status</dt><dd>", Statuses(reason),
      "</dd>\n<dt>gRPC code</dt><dd>", CodeOrNone(reason), "</dd>\n<dt>Metadata</dt><dd>",
      Keys(reason), "</dd>\n</dl>\n<pre><code>", Escape(Sample(reason)), "</code></pre>\n</div>\n");
}

}  // namespace steward::gateway::docs
