#include "services/notification/domain/notification_template.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "platform/testing/status_matchers.h"
#include "services/notification/domain/template_context.h"
#include "steward/ticket/v1/ticket.pb.h"

namespace steward::notification {
namespace {

using errors::Reason;

const absl::Time kNow = absl::FromUnixSeconds(1700000000);

NotificationTemplate Draft(const std::string& text, const std::string& html = "") {
  NotificationTemplate draft;
  draft.set_subject("{{resource.title}}");
  draft.set_text(text);
  draft.set_html(html);
  return draft;
}

TemplateData DataOfTicket(const std::string& title) {
  ticket::v1::Ticket ticket;
  ticket.set_title(title);
  ticket.set_priority(ticket::v1::Ticket::P1);
  ticket.add_links()->set_name("tickets/INC-2");
  event::v1::Event event;
  event.set_type("dev.steward.ticket.assigned.v1");
  return ContextOf(DataOf(event, absl::UTCTimeZone()), DataOf(ticket), {"users/alice", "Alice"},
                   {"users/bob", ""}, {});
}

TEST(CreateTemplate, TakesWhatCanBeRendered) {
  struct Case {
    const char* text;
    const char* html;
    bool fits;
  };
  const Case cases[] = {
      {"{{actor.displayName}}: {{resource.whatever}}", "", true},
      {"{{#resource}}{{title}}{{/resource}}{{#link}}{{link}}{{/link}}", "<p>{{event.verb}}</p>",
       true},
      {"{{^resource.title}}no title{{/resource.title}}", "", true},
      {"{{{resource.title}}}", "", true},
      {"{{#resource}}", "", false},
      {"{{resource.title", "", false},
      {"{{/resource}}", "", false},
      {"{{secret}}", "", false},
      {"{{actor.password}}", "", false},
      {"{{> other}}", "", false},
      {"{{=<% %>=}}", "", false},
      {"x", "{{{resource.title}}}", false},
      {"x", "{{& resource.title}}", false},
  };
  for (const Case& each : cases) {
    SCOPED_TRACE(testing::Message() << each.text << each.html);
    const auto made = CreateTemplate(Draft(each.text, each.html), kNow);
    EXPECT_EQ(errors::ReasonOf(made.status()),
              each.fits ? Reason::REASON_UNSPECIFIED : Reason::INVALID_FIELD);
  }
}

TEST(CreateTemplate, TakesEachLanguageOnce) {
  NotificationTemplate draft = Draft("x");
  for (const char* locale : {"de", "DE"}) {
    auto* translation = draft.add_translations();
    translation->set_locale(locale);
    translation->set_subject("x");
    translation->set_text("x");
  }
  EXPECT_THAT(CreateTemplate(draft, kNow), HasReason(Reason::INVALID_FIELD));
}

TEST(Say, ChoosesTheLanguageThatIsClosest) {
  NotificationTemplate words = Draft("hello");
  for (const char* locale : {"de", "de-CH"}) {
    auto* translation = words.add_translations();
    translation->set_locale(locale);
    translation->set_text(locale);
  }
  const std::pair<const char*, const char*> cases[] = {
      {"de", "de"},    {"de-CH", "de-CH"}, {"DE-ch", "de-CH"}, {"de-AT", "de"},
      {"de_AT", "de"}, {"en-US", "hello"}, {"", "hello"}};
  for (const auto& [locale, text] : cases) {
    SCOPED_TRACE(locale);
    EXPECT_EQ(Say(words, locale, SampleContext())->text, text);
  }
}

TEST(Say, ShowsFieldsByTheirJsonNames) {
  const auto words =
      Say(Draft("{{resource.priority}} {{#resource.links}}{{name}};{{/resource.links}}"
                "{{recipient.displayName}}{{resource.assignmentGroup}}"),
          "", DataOfTicket("VPN"));

  ASSERT_THAT(words, IsOk());
  EXPECT_EQ(words->text, "P1 tickets/INC-2;users/bob");
}

TEST(Say, ShowsNumbersAsTheyAre) {
  google::protobuf::Struct answers;
  (*answers.mutable_fields())["seats"].set_number_value(1234567);
  TemplateData data = SampleContext();
  data.set("resource", DataOf(answers));

  EXPECT_EQ(Say(Draft("{{resource.seats}}"), "", data)->text, "1234567");
}

TEST(Say, EscapesInHtmlOnlyAndKeepsTheSubjectOnOneLine) {
  const auto words = Say(Draft("{{resource.title}}", "<b>{{resource.title}}</b>"), "",
                         DataOfTicket("<script>\r\nBcc: all@example.com"));

  ASSERT_THAT(words, IsOk());
  EXPECT_EQ(words->text, "<script>\r\nBcc: all@example.com");
  EXPECT_EQ(words->html, "<b>&lt;script&gt;\r\nBcc: all@example.com</b>");
  EXPECT_EQ(words->subject, "<script>  Bcc: all@example.com");
}

std::string Nested(int depth, const std::string& name) {
  std::string text = "x";
  for (int i = 0; i < depth; ++i) text = absl::StrCat("{{#", name, "}}", text, "{{/", name, "}}");
  return text;
}

TEST(CreateTemplate, TakesSectionsAsDeepAsAStackGoes) {
  const std::pair<std::string, bool> cases[] = {
      {Nested(16, "link"), true},
      {Nested(17, "link"), false},
      {Nested(3000, "link"), false},
      {std::string("{{{ {{/link}} }}}") + Nested(17, "link"), false},
      {"{{! {{#link}} " + Nested(16, "link"), true},
      {"{{#link}}a{{/link}}{{^link}}b{{/link}}" + Nested(16, " link "), true}};
  for (const auto& [text, fits] : cases) {
    SCOPED_TRACE(text.substr(0, 80));
    EXPECT_EQ(errors::ReasonOf(CreateTemplate(Draft(text), kNow).status()),
              fits ? Reason::REASON_UNSPECIFIED : Reason::INVALID_FIELD);
  }
}

// Whatever is said of `field` is the refusal of what took too much on the way, not of its length.
TEST(Say, EndsBeforeALongSectionIsRepeatedForALongList) {
  TemplateData list(TemplateData::type::list);
  for (int i = 0; i < 100'000; ++i) list.push_back(std::string("x"));
  TemplateData resource, data;
  resource.set("list", list);
  resource.set("long", std::string(1024 * 1024, 'x'));
  data.set("resource", resource);
  std::string values;
  for (int i = 0; i < 100; ++i) values += "{{resource.long}}";

  for (const std::string& text :
       {"{{#resource.list}}" + std::string(60'000, 'x') + "{{/resource.list}}", values}) {
    const auto said = Say(Draft(text), "", data);
    EXPECT_THAT(said, HasReason(Reason::INVALID_FIELD));
    EXPECT_THAT(errors::LogText(said.status()), testing::HasSubstr("repeats too much"));
  }
}

TEST(Say, EndsWhatWouldNotEnd) {
  TemplateData list(TemplateData::type::list);
  for (int i = 0; i < 100; ++i) list.push_back(std::string("x"));
  TemplateData resource, data;
  resource.set("list", list);
  data.set("resource", resource);
  std::string text = "x";
  for (int depth = 0; depth < 6; ++depth) text = "{{#resource.list}}" + text + "{{/resource.list}}";

  EXPECT_THAT(Say(Draft(text), "", data), HasReason(Reason::INVALID_FIELD));
}

}  // namespace
}  // namespace steward::notification
