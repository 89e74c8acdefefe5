#include "services/notification/delivery/mail.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "platform/crypto/base64.h"

namespace steward::notification {
namespace {

// With "=?UTF-8?B?" and "?=" around their base64, encoded words have 72 characters at most.
constexpr size_t kWordBytesMax = 45;
// As it is, a header of this size fits into a line of 78 characters with its name.
constexpr size_t kPlainMax = 60;

bool IsPlain(absl::string_view text) {
  return text.size() <= kPlainMax && !absl::StrContains(text, "=?") &&
         std::all_of(text.begin(), text.end(), [](char c) { return absl::ascii_isprint(c); });
}

// The greatest number of bytes that do not end within a character.
size_t WholeCharacters(absl::string_view text, size_t bytes_max) {
  if (text.size() <= bytes_max) return text.size();
  size_t end = bytes_max;
  while (end > 0 && (text[end] & 0xC0) == 0x80) --end;
  return end == 0 ? bytes_max : end;
}

absl::string_view DomainOf(absl::string_view address) {
  return address.substr(address.rfind('@') + 1);
}

}  // namespace

std::string EncodeHeader(absl::string_view text) {
  std::string one_line(text);
  for (char& c : one_line)
    if (absl::ascii_iscntrl(c)) c = ' ';
  if (IsPlain(one_line)) return one_line;
  std::string encoded;
  for (absl::string_view rest = one_line; !rest.empty();) {
    const size_t size = WholeCharacters(rest, kWordBytesMax);
    absl::StrAppend(&encoded, encoded.empty() ? "" : "\r\n ", "=?UTF-8?B?",
                    crypto::EncodeBase64(rest.substr(0, size)), "?=");
    rest.remove_prefix(size);
  }
  return encoded;
}

std::vector<std::string> HeadersOf(const Mail& mail, absl::string_view from) {
  const absl::string_view domain = DomainOf(from);
  return {
      absl::StrCat("Date: ",
                   absl::FormatTime("%a, %d %b %Y %H:%M:%S +0000", mail.time, absl::UTCTimeZone())),
      absl::StrCat("From: Steward <", from, ">"),
      absl::StrCat("To: <", mail.to, ">"),
      absl::StrCat("Subject: ", EncodeHeader(mail.subject)),
      absl::StrCat("Message-ID: <", mail.id, "@", domain, ">"),
      absl::StrCat("List-Id: <", absl::AsciiStrToLower(mail.topic), ".notifications.", domain, ">"),
      "Auto-Submitted: auto-generated",
      "X-Auto-Response-Suppress: All",
  };
}

bool IsMailAddress(absl::string_view address) {
  const size_t at = address.find('@');
  return at != absl::string_view::npos && at > 0 && at + 1 < address.size() &&
         std::all_of(address.begin(), address.end(), [](char c) {
           return absl::ascii_isgraph(c) && c != '<' && c != '>' && c != ',' && c != ';';
         });
}

std::string WithMailLineEnds(absl::string_view text) {
  return absl::StrReplaceAll(text, {{"\r\n", "\r\n"}, {"\n", "\r\n"}, {"\r", "\r\n"}});
}

}  // namespace steward::notification
