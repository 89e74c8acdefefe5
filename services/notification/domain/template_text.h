#pragma once

// One text in Mustache. Pure functions, thread-safe.

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "kainjow/mustache.hpp"

namespace steward::notification {

// What a text may refer to.
using TemplateData = kainjow::mustache::data;

enum class Markup { kText, kHtml };

// Greatest number of bytes that a text may become.
inline constexpr size_t kRenderedMax = 256 * 1024;

// What the text shows with this data. Errors: INVALID_FIELD of `field` when it is no Mustache,
// nests more than 16 sections, becomes too long, or looks up or repeats too much.
absl::StatusOr<std::string> RenderText(const std::string& text, Markup markup,
                                       const TemplateData& data, absl::string_view field);

// OK when the text can be rendered, refers to nothing but what `sample` has outside of sections,
// and does nothing that a text of its markup may not. `sample` has everything that texts know but
// the fields of `resource`. Errors: INVALID_FIELD of `field`.
absl::Status CheckText(const std::string& text, Markup markup, const TemplateData& sample,
                       absl::string_view field);

}  // namespace steward::notification
