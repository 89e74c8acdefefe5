#include "gateway/decide/decide_page.h"

#include "absl/strings/str_cat.h"
#include "gateway/decide/assets.h"
#include "platform/crypto/base64.h"
#include "platform/crypto/hmac.h"

namespace steward::gateway {
namespace {

// What stands inline may only be this.
std::string HashOf(absl::string_view content) {
  return absl::StrCat("'sha256-", crypto::EncodeBase64(crypto::Sha256(content)), "'");
}

// data: is the empty icon, without which browsers ask for /favicon.ico.
std::string Policy() {
  return absl::StrCat("default-src 'none'; script-src ", HashOf(decide::kScript), "; style-src ",
                      HashOf(decide::kStyle),
                      "; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; "
                      "frame-ancestors 'none'");
}

}  // namespace

HttpAnswer DecidePage() {
  HttpAnswer answer;
  answer.content_type = "text/html; charset=utf-8";
  answer.body = absl::StrCat(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n"
      "<meta name=\"robots\" content=\"noindex\">\n<link rel=\"icon\" href=\"data:,\">\n"
      "<title>Decision</title>\n<style>",
      decide::kStyle, "</style>\n</head>\n<body>\n", decide::kPage, "<script>", decide::kScript,
      "</script>\n</body>\n</html>\n");
  answer.headers.emplace_back("Content-Security-Policy", Policy());
  answer.headers.emplace_back("Referrer-Policy", "no-referrer");
  answer.headers.emplace_back("X-Frame-Options", "DENY");
  return answer;
}

}  // namespace steward::gateway
