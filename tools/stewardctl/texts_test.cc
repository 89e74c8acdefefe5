#include <gmock/gmock.h>

#include "platform/json/yaml.h"
#include "platform/status/errors.h"
#include "steward/options/v1/options.pb.h"
#include "tools/stewardctl/await_operation.h"
#include "tools/stewardctl/comments.h"
#include "tools/stewardctl/contract.h"
#include "tools/stewardctl/documents.h"
#include "tools/stewardctl/event_filter.h"
#include "tools/stewardctl/failure.h"
#include "tools/stewardctl/json_text.h"
#include "tools/stewardctl/patience.h"
#include "tools/stewardctl/spelling.h"
#include "tools/stewardctl/table.h"
#include "tools/stewardctl/terminal.h"
#include "tools/stewardctl/words.h"

namespace steward::ctl {
namespace {

TEST(Spelling, FindsWhatWasMeant) {
  const std::vector<std::string> words = {"tickets", "users", "groups"};
  EXPECT_EQ(Nearest("tikets", words), "tickets");
  EXPECT_EQ(Nearest("uesrs", words), "users");
  EXPECT_EQ(Nearest("locations", words), "");
  EXPECT_EQ(ToKebab("revokeTokens"), "revoke-tokens");
  EXPECT_EQ(ToKebab("hold_reason"), "hold-reason");
}

TEST(Words, AreFlagsAndPlainOnes) {
  FlagSpec output, fast;
  output.name = "output";
  output.letter = 'o';
  fast.name = "fast";
  fast.is_switch = true;
  const std::vector<FlagSpec> specs = {output, fast};
  const auto words = Words::Parse({"a", "-o", "x", "--fast", "b", "--output=y", "--", "-c"}, specs);
  ASSERT_TRUE(words.ok());
  EXPECT_THAT(words->plain(), testing::ElementsAre("a", "b", "-c"));
  EXPECT_THAT(words->All("output"), testing::ElementsAre("x", "y"));
  EXPECT_EQ(words->FindOr("output", ""), "y");
  EXPECT_TRUE(words->Has("fast"));
  EXPECT_FALSE(Words::Parse({"--fast=false"}, specs)->Has("fast"));
  EXPECT_EQ(Words::Parse({"-oz"}, specs)->FindOr("output", ""), "z");
  EXPECT_EQ(Words::Parse({"-o=z"}, specs)->FindOr("output", ""), "z");
  for (const std::vector<std::string>& bad : {std::vector<std::string>{"--output"},
                                              {"--outptu", "x"},
                                              {"-x"},
                                              {"--o"},
                                              {"--output-x"},
                                              {"--fast=perhaps"}})
    EXPECT_EQ(ExitStatusOf(Words::Parse(bad, specs).status()), kWrongUsage) << bad[0];
}

TEST(Printable, LetsNothingControlTheTerminal) {
  EXPECT_EQ(Printable("a\nb\tc"), "a b c");
  EXPECT_EQ(Printable("\033[2J"), "\xEF\xBF\xBD[2J");
  EXPECT_EQ(Printable("\xC2\x9B"
                      "x"),
            "\xEF\xBF\xBDx")
      << "C1";
  EXPECT_EQ(Printable("Größe"), "Größe");
  EXPECT_EQ(Printable("\xFF"), "\xEF\xBF\xBD");
  EXPECT_EQ(Shortened("Größe", 4), "Grö…");
  EXPECT_EQ(Shortened("Größe", 5), "Größe");
}

TEST(JsonText, IndentsAndQuotes) {
  EXPECT_EQ(IndentedJson(R"({"a":[1,{"b":"x:{\"y"}],"c":{}})"),
            "{\n  \"a\": [\n    1,\n    {\n      \"b\": \"x:{\\\"y\"\n    }\n  ],\n  \"c\": {}\n}");
  EXPECT_EQ(QuotedJson("a\"\n\x01"), "\"a\\\"\\n\\u0001\"");
}

TEST(Yaml, ComesBackAsItWas) {
  const char* const texts[] = {
      R"({"a":"true","b":true,"c":"12","d":12,"e":null,"f":"","g":"- x","h":"a: b","i":"x #y"})",
      R"({"list":[{"a":"1","b":["x","y"]},{"a":"2"}],"empty":[],"none":{}})",
      R"({"nested":[["x",["y"]],[]]})",
      R"({"text":"two\nlines","quote":"\"","umlaut":"Größe 😀","date":"2030-01-31T08:00:00Z"})",
  };
  for (const char* text : texts) {
    const auto before = ParseDocuments(text, "json");
    const auto after = ParseDocuments(json::ToYaml(text), "yaml");
    ASSERT_TRUE(before.ok() && after.ok()) << json::ToYaml(text) << after.status();
    EXPECT_EQ(after->front().fields.SerializeAsString().size(),
              before->front().fields.SerializeAsString().size());
    EXPECT_EQ(after->front().fields.DebugString(), before->front().fields.DebugString())
        << json::ToYaml(text);
  }
}

TEST(Documents, AreManyInOneText) {
  EXPECT_EQ(ParseDocuments("a: 1\n---\nb: 2\n---\n", "x")->size(), 2);
  EXPECT_EQ(ParseDocuments(R"([{"a":1},{"b":2}])", "x")->size(), 2);
  EXPECT_EQ(ParseDocuments("", "x")->size(), 0);
  EXPECT_EQ(ParseDocuments("a: 1\n---\nb: 2\n", "x")->back().origin, "x line 3");
}

TEST(Documents, RefuseWhatIsNoObject) {
  for (const char* text : {"just words", "a: [", "a: 1\na: 2\n", "{\"a\":1", "- 1\n"}) {
    const auto documents = ParseDocuments(text, "file.yaml");
    ASSERT_FALSE(documents.ok()) << text;
    EXPECT_EQ(ExitStatusOf(documents.status()), kWrongUsage);
    EXPECT_THAT(std::string(documents.status().message()), testing::StartsWith("file.yaml"));
  }
}

TEST(Progress, IsABarWithItsNumbers) {
  EXPECT_EQ(ProgressText(48, 2, 100), "[===============               ] 50 of 100, 2 refused");
  EXPECT_EQ(ProgressText(0, 0, 3), "[                              ] 0 of 3");
  EXPECT_EQ(ProgressText(3, 0, 3), "[==============================] 3 of 3");
}

TEST(Failure, HasAnExitStatusForEachKind) {
  const std::pair<absl::Status, ExitStatus> cases[] = {
      {absl::OkStatus(), kOk},
      {errors::InvalidField("title", "is required"), kFailure},
      {WrongUsage("no"), kWrongUsage},
      {LocalFailure("no"), kFailure},
      {TlsFailure("no"), kUnreachable},
      {ToldAlready(kConflict), kConflict},
      {At("users/kari", errors::NotFound("users/kari")), kNotFound},
      {errors::NotFound("tickets/INC-1"), kNotFound},
      {errors::PermissionDenied("tickets.get"), kNotAllowed},
      {errors::Unauthenticated(), kNotAllowed},
      {errors::StaleEtag("tickets/INC-1"), kConflict},
      {errors::AlreadyExists("users/alice"), kConflict},
      {errors::IllegalTransition("NEW", "close", {"start"}), kConflict},
      {errors::ReferenceNotFound("user"), kFailure},
      {errors::Unavailable("x"), kUnreachable},
      {errors::DeadlineExceeded(), kUnreachable},
      {errors::Internal("x"), kFailure},
  };
  for (const auto& [status, expected] : cases) EXPECT_EQ(ExitStatusOf(status), expected) << status;
}

TEST(Patience, LastsAsLongAsTheRefusalSays) {
  const std::pair<const char*, int> cases[] = {{"1", 1}, {"17", 17}, {"60", 60},  {"3600", 60},
                                               {"0", 1}, {"-5", 1},  {"soon", 1}, {"", 1}};
  for (const auto& [told, seconds] : cases)
    EXPECT_EQ(
        PauseOf(errors::Make(absl::StatusCode::kResourceExhausted, errors::Reason::RATE_LIMITED,
                             "Too many.", {{"limit", "caller"}, {"retry_after_seconds", told}})),
        absl::Seconds(seconds))
        << told;
  EXPECT_EQ(PauseOf(errors::Unavailable("x")), absl::Seconds(1));
}

TEST(Failure, TellsReasonTransitionsAndIds) {
  const absl::Status status =
      WithCallId(WithRequestId(errors::IllegalTransition("NEW", "close", {"start"}), "r1"), "c1");
  const std::string text = FailureText(status, false);
  for (const char* part : {"ILLEGAL_TRANSITION", "allowed: start", "request id: r1", "call id: c1"})
    EXPECT_THAT(text, testing::HasSubstr(part));
  EXPECT_THAT(text, testing::Not(testing::HasSubstr("\033")));
  EXPECT_THAT(FailureText(status, true), testing::HasSubstr("\033[31m"));
  EXPECT_THAT(FailureJson(status), testing::HasSubstr(R"("reason":"ILLEGAL_TRANSITION")"));
}

TEST(Failure, TellsHowToRepeatSafely) {
  EXPECT_THAT(FailureText(WithRequestId(errors::Unavailable("x"), "r1"), false),
              testing::HasSubstr("--request-id r1"));
}

TEST(EventFilter, WantsTypesCollectionsAndNames) {
  event::v1::Event event;
  event.set_type("dev.steward.directory.membership.created.v1");
  event.set_resource_name("groups/network/memberships/alice");
  EXPECT_TRUE(EventFilter().Wants(event));
  EXPECT_TRUE((EventFilter{{"dev.steward.directory.*"}, "", {}}).Wants(event));
  EXPECT_FALSE((EventFilter{{"dev.steward.directory"}, "", {}}).Wants(event));
  EXPECT_TRUE((EventFilter{{}, "groups/*/memberships", {}}).Wants(event));
  EXPECT_FALSE((EventFilter{{}, "groups", {}}).Wants(event));
  EXPECT_FALSE((EventFilter{{}, "", {"groups/network"}}).Wants(event));
}

TEST(Comments, AreJoinedAndWrapped) {
  EXPECT_EQ(Paragraphs(" One\n two.\n\n Three.\n"), "One two.\n\nThree.");
  EXPECT_EQ(FirstSentence("One two. Three."), "One two");
  EXPECT_EQ(Wrapped("one two three", "  ", 9), "  one two\n  three\n");
}

TEST(Columns, AreThoseThatTheContractNames) {
  const auto* ticket = Contract::Get().FindMessage("steward.ticket.v1.Ticket");
  EXPECT_EQ(ColumnsOf(*ticket, false).front().title, "NAME");
  EXPECT_GT(ColumnsOf(*ticket, true).size(), ColumnsOf(*ticket, false).size());
  const auto* tenant = Contract::Get().FindMessage("steward.directory.v1.Tenant");
  std::vector<std::string> titles;
  for (const Column& column : ColumnsOf(*tenant, false)) titles.push_back(column.title);
  EXPECT_THAT(titles, testing::ElementsAre("NAME", "DISPLAY_NAME", "STATE", "UPDATE_TIME"));
}

TEST(Columns, AllExist) {
  for (const auto& method : Contract::Get().api().methods()) {
    const auto& type = *method->descriptor->output_type();
    const int named = type.options().ExtensionSize(options::v1::columns);
    if (named == 0) continue;
    EXPECT_EQ(ColumnsOf(type, false).size(), named) << type.full_name();
  }
}

}  // namespace
}  // namespace steward::ctl
