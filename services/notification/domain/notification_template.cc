#include "services/notification/domain/notification_template.h"

#include <algorithm>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "platform/resource/mask.h"
#include "platform/resource/rules.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "platform/time/timestamp.h"
#include "services/notification/domain/template_context.h"

namespace steward::notification {
namespace {

using Translation = NotificationTemplate::Translation;

constexpr char kPath[] = "notification_template";
constexpr size_t kSubjectBytesMax = 512;

// Of a template and of a translation alike.
template <class Texts>
void CheckTexts(const Texts& texts, const std::string& path, const TemplateData& sample,
                errors::Violations* violations) {
  violations->Add(CheckText(texts.subject(), Markup::kText, sample, path + ".subject"));
  violations->Add(CheckText(texts.text(), Markup::kText, sample, path + ".text"));
  violations->Add(CheckText(texts.html(), Markup::kHtml, sample, path + ".html"));
}

// Without what could begin another line, or another header of a mail; cut between characters.
std::string OneLine(std::string subject) {
  for (char& c : subject)
    if (absl::ascii_iscntrl(c)) c = ' ';
  size_t end = std::min(subject.size(), kSubjectBytesMax);
  while (end < subject.size() && end > 0 && (subject[end] & 0xC0) == 0x80) --end;
  subject.resize(end);
  return std::string(absl::StripAsciiWhitespace(subject));
}

template <class Texts>
absl::StatusOr<Words> Render(const Texts& texts, const TemplateData& data) {
  Words words;
  ASSIGN_OR_RETURN(words.subject, RenderText(texts.subject(), Markup::kText, data, "subject"));
  ASSIGN_OR_RETURN(words.text, RenderText(texts.text(), Markup::kText, data, "text"));
  ASSIGN_OR_RETURN(words.html, RenderText(texts.html(), Markup::kHtml, data, "html"));
  words.subject = OneLine(std::move(words.subject));
  return words;
}

const Translation* FindTranslation(const NotificationTemplate& all, absl::string_view locale) {
  for (const Translation& each : all.translations())
    if (absl::EqualsIgnoreCase(each.locale(), locale)) return &each;
  return nullptr;
}

}  // namespace

absl::Status CheckTemplate(const NotificationTemplate& notification_template) {
  const TemplateData sample = SampleContext();
  errors::Violations violations;
  CheckTexts(notification_template, kPath, sample, &violations);
  std::set<std::string> locales;
  for (int i = 0; i < notification_template.translations_size(); ++i) {
    const Translation& translation = notification_template.translations(i);
    const std::string path = absl::StrCat(kPath, ".translations[", i, "]");
    CheckTexts(translation, path, sample, &violations);
    if (!locales.insert(absl::AsciiStrToLower(translation.locale())).second)
      violations.Add(path + ".locale", "is there twice");
  }
  return violations.ToStatus();
}

absl::StatusOr<NotificationTemplate> CreateTemplate(const NotificationTemplate& draft,
                                                    absl::Time now) {
  NotificationTemplate created = draft;
  resource::ClearOutputOnly(&created);
  created.clear_etag();
  RETURN_IF_ERROR(CheckTemplate(created));
  *created.mutable_create_time() = ToProto(now);
  *created.mutable_update_time() = ToProto(now);
  return created;
}

absl::StatusOr<NotificationTemplate> UpdateTemplate(const NotificationTemplate& current,
                                                    const NotificationTemplate& patch,
                                                    const google::protobuf::FieldMask& mask,
                                                    absl::Time now) {
  ASSIGN_OR_RETURN(const auto fields, resource::ResolveUpdateMask(mask, patch, current));
  NotificationTemplate next = current;
  resource::ApplyUpdate(fields, patch, &next);
  RETURN_IF_ERROR(resource::CheckResource(next, kPath));
  RETURN_IF_ERROR(CheckTemplate(next));
  *next.mutable_update_time() = ToProto(now);
  return next;
}

absl::StatusOr<Words> Say(const NotificationTemplate& notification_template,
                          absl::string_view locale, const TemplateData& data) {
  const absl::string_view language = locale.substr(0, locale.find_first_of("-_"));
  for (absl::string_view wanted : {locale, language})
    if (const Translation* found = FindTranslation(notification_template, wanted))
      return Render(*found, data);
  return Render(notification_template, data);
}

}  // namespace steward::notification
