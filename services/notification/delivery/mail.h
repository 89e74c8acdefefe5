#pragma once

// A mail as it travels: headers of RFC 5322, their words encoded by RFC 2047. Pure functions,
// thread-safe.

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace steward::notification {

struct Mail {
  // Id of the notification: the Message-ID follows from it.
  std::string id;
  // Address of the recipient.
  std::string to;
  // UTF-8, one line.
  std::string subject;
  // UTF-8.
  std::string text;
  // UTF-8; empty: none.
  std::string html;
  // Such as "TICKET": part of the List-Id, for filters.
  std::string topic;
  absl::Time time;
};

// The headers, each on a line of its own without its end, but for those that say how the body is
// made up. `from` is the address of the sender. No header holds a line end, whatever the mail does.
std::vector<std::string> HeadersOf(const Mail& mail, absl::string_view from);

// A text as a header may hold it: itself when it is short plain ASCII, else encoded words of at
// most 75 characters, folded. Control characters become spaces.
std::string EncodeHeader(absl::string_view text);

// Whether it can stand between '<' and '>' as an address.
bool IsMailAddress(absl::string_view address);

// The text with line ends as mails have them.
std::string WithMailLineEnds(absl::string_view text);

}  // namespace steward::notification
