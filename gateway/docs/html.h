#pragma once

// HTML of the pages below /docs: text is escaped, nothing stands inline that the Content-Security-
// Policy would refuse. Thread-safe.

#include <string>

#include "absl/strings/string_view.h"
#include "gateway/http/message.h"

namespace steward::gateway::docs {

// As text or in a quoted attribute.
std::string Escape(absl::string_view text);

// Escaped, with what stands in backticks as code.
std::string Prose(absl::string_view text);

// A whole page; `main` is HTML, `title` text.
HttpAnswer Page(absl::string_view title, absl::string_view main);

// A file that pages refer to.
HttpAnswer Asset(absl::string_view content_type, absl::string_view content);

}  // namespace steward::gateway::docs
