#include "services/notification/domain/template_text.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/strip.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::notification {
namespace {

using kainjow::mustache::context;
using kainjow::mustache::mustache;

constexpr int kLookUpsMax = 20'000;
// The library recurses as deep as sections do, on the small stack of a fiber.
constexpr int kNestingMax = 16;
// What a rendering may take on its way, in bytes.
constexpr size_t kEffortMax = 16 * 1024 * 1024;

// Ends a rendering; the library has no other way.
struct TooMuch {};

// Counts what is looked up and shown, and notes what is not there.
class WatchedContext : public context<std::string> {
 public:
  WatchedContext(const TemplateData* data, size_t text_size)
      : context<std::string>(data), text_size_(text_size) {}

  // What is begun is a section, which shows no more than the whole text.
  void push(const TemplateData* data) override {
    Spend(text_size_);
    ++depth_;
    context<std::string>::push(data);
  }
  void pop() override {
    --depth_;
    context<std::string>::pop();
  }
  const TemplateData* get(const std::string& name) const override {
    if (++look_ups_ > kLookUpsMax) throw TooMuch();
    const TemplateData* found = context<std::string>::get(name);
    // The fields of a resource depend on the event.
    if (found == nullptr && depth_ == 0 && !absl::StartsWith(name, "resource."))
      has_unknown_ = true;
    if (found != nullptr && found->is_string()) Spend(found->string_value().size());
    return found;
  }
  const TemplateData* get_partial(const std::string&) const override {
    has_unknown_ = true;
    return nullptr;
  }

  bool has_unknown() const { return has_unknown_; }

 private:
  void Spend(size_t bytes) const {
    effort_ += bytes;
    if (effort_ > kEffortMax) throw TooMuch();
  }

  const size_t text_size_;
  // The constructor of the base pushes the first one, before this one's is there.
  int depth_ = 0;
  mutable int look_ups_ = 0;
  mutable size_t effort_ = 0;
  mutable bool has_unknown_ = false;
};

std::string Plain(const std::string& text) { return text; }

// The most sections that are within each other, as the library reads tags.
int NestingOf(absl::string_view text) {
  int depth = 0, deepest = 0;
  for (size_t at = text.find("{{"); at != absl::string_view::npos; at = text.find("{{", at)) {
    at += 2;
    const bool is_unescaped = at < text.size() && text[at] == '{';
    const absl::string_view end = is_unescaped ? "}}}" : "}}";
    const size_t tag_end = text.find(end, at + (is_unescaped ? 1 : 0));
    if (tag_end == absl::string_view::npos) break;
    const absl::string_view tag = absl::StripAsciiWhitespace(text.substr(at, tag_end - at));
    at = tag_end + end.size();
    if (absl::StartsWith(tag, "#") || absl::StartsWith(tag, "^"))
      deepest = std::max(deepest, ++depth);
    else if (absl::StartsWith(tag, "/"))
      --depth;
  }
  return deepest;
}

absl::StatusOr<std::string> Render(const std::string& text, Markup markup, WatchedContext& watched,
                                   absl::string_view field) {
  if (NestingOf(text) > kNestingMax)
    return errors::InvalidField(field, "must not nest more than 16 sections");
  mustache parsed(text);
  if (!parsed.is_valid()) return errors::InvalidField(field, "is no Mustache");
  if (markup == Markup::kText) parsed.set_custom_escape(Plain);
  try {
    std::string rendered = parsed.render(watched);
    if (rendered.size() <= kRenderedMax) return rendered;
  } catch (const TooMuch&) {
    return errors::InvalidField(field, "looks up or repeats too much");
  }
  return errors::InvalidField(field, "becomes too long");
}

// "{{{ }}}" and "{{& }}" escape nothing, "{{= =}}" could hide them.
bool HasTag(absl::string_view text, absl::string_view marks) {
  for (size_t at = text.find("{{"); at != absl::string_view::npos; at = text.find("{{", at + 1)) {
    absl::string_view rest = absl::StripLeadingAsciiWhitespace(text.substr(at + 2));
    if (!rest.empty() && marks.find(rest[0]) != absl::string_view::npos) return true;
  }
  return false;
}

}  // namespace

absl::StatusOr<std::string> RenderText(const std::string& text, Markup markup,
                                       const TemplateData& data, absl::string_view field) {
  WatchedContext watched(&data, text.size());
  return Render(text, markup, watched, field);
}

absl::Status CheckText(const std::string& text, Markup markup, const TemplateData& sample,
                       absl::string_view field) {
  if (HasTag(text, "=")) return errors::InvalidField(field, "must keep the delimiters {{ and }}");
  if (markup == Markup::kHtml && HasTag(text, "{&"))
    return errors::InvalidField(field, "must not show anything unescaped");
  WatchedContext watched(&sample, text.size());
  RETURN_IF_ERROR(Render(text, markup, watched, field).status());
  if (!watched.has_unknown()) return absl::OkStatus();
  return errors::InvalidField(
      field,
      "refers to something else than event, resource, actor, recipient, onBehalfOf, link and "
      "decisionLink");
}

}  // namespace steward::notification
