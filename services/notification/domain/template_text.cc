#include "services/notification/domain/template_text.h"

#include "absl/strings/match.h"
#include "absl/strings/strip.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::notification {
namespace {

using kainjow::mustache::context;
using kainjow::mustache::mustache;

constexpr int kLookUpsMax = 20'000;

// Ends a rendering; the library has no other way.
struct TooMuch {};

// Counts what is looked up and notes what is not there.
class WatchedContext : public context<std::string> {
 public:
  explicit WatchedContext(const TemplateData* data) : context<std::string>(data) {}

  void push(const TemplateData* data) override {
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
    return found;
  }
  const TemplateData* get_partial(const std::string&) const override {
    has_unknown_ = true;
    return nullptr;
  }

  bool has_unknown() const { return has_unknown_; }

 private:
  // The constructor of the base pushes the first one, before this one's is there.
  int depth_ = 0;
  mutable int look_ups_ = 0;
  mutable bool has_unknown_ = false;
};

std::string Plain(const std::string& text) { return text; }

absl::StatusOr<std::string> Render(const std::string& text, Markup markup, WatchedContext& watched,
                                   absl::string_view field) {
  mustache parsed(text);
  if (!parsed.is_valid()) return errors::InvalidField(field, "is no Mustache");
  if (markup == Markup::kText) parsed.set_custom_escape(Plain);
  try {
    std::string rendered = parsed.render(watched);
    if (rendered.size() <= kRenderedMax) return rendered;
  } catch (const TooMuch&) {
    return errors::InvalidField(field, "looks up too much");
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
  WatchedContext watched(&data);
  return Render(text, markup, watched, field);
}

absl::Status CheckText(const std::string& text, Markup markup, const TemplateData& sample,
                       absl::string_view field) {
  if (HasTag(text, "=")) return errors::InvalidField(field, "must keep the delimiters {{ and }}");
  if (markup == Markup::kHtml && HasTag(text, "{&"))
    return errors::InvalidField(field, "must not show anything unescaped");
  WatchedContext watched(&sample);
  RETURN_IF_ERROR(Render(text, markup, watched, field).status());
  if (!watched.has_unknown()) return absl::OkStatus();
  return errors::InvalidField(
      field, "refers to something else than event, resource, actor, recipient and link");
}

}  // namespace steward::notification
