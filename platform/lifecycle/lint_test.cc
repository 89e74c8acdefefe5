#include "platform/lifecycle/lint.h"

#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_replace.h"
#include "gtest/gtest.h"
#include "platform/lifecycle/lifecycle.h"
#include "platform/status/errors.h"
#include "steward/ticket/v1/ticket.pb.h"

namespace steward::lifecycle {
namespace {

constexpr absl::string_view kSound = R"({
  "name": "sample", "version": 1, "initialState": "NEW",
  "states": [{"name": "NEW", "category": "INITIAL"},
             {"name": "IN_PROGRESS", "category": "ACTIVE"},
             {"name": "CLOSED", "category": "TERMINAL"}],
  "transitions": [
    {"action": "start", "from": ["NEW"], "to": "IN_PROGRESS", "eventType": "e.started.v1"},
    {"action": "close", "from": ["IN_PROGRESS"], "to": "CLOSED", "eventType": "e.closed.v1"}]})";

absl::Status Load(const std::string& document) {
  return Lifecycle::Load(document, ticket::v1::Ticket::State_descriptor()).status();
}

TEST(Load, TakesASoundDocument) { EXPECT_TRUE(Load(std::string(kSound)).ok()); }

TEST(Load, RefusesFaults) {
  struct Case {
    absl::string_view old_text;
    absl::string_view new_text;
    absl::string_view fault;
  };
  const Case cases[] = {
      {"\"version\": 1", "\"colour\": 1", "colour"},
      {"\"version\": 1,", "\"version\": 1", "lifecycle document"},
      {"\"initialState\": \"NEW\"", "\"initialState\": \"ON_HOLD\"", "initial state"},
      {"{\"name\": \"CLOSED\"", "{\"name\": \"ENDED\"", "ENDED is not a value"},
      {"{\"name\": \"CLOSED\"", "{\"name\": \"STATE_UNSPECIFIED\"", "is not a value"},
      {"{\"name\": \"CLOSED\"", "{\"name\": \"NEW\"", "NEW occurs twice"},
      {"\"category\": \"ACTIVE\"", "\"category\": \"CATEGORY_UNSPECIFIED\"", "has no category"},
      {"\"TERMINAL\"", "\"WAITING\"", "no terminal state"},
      {"\"action\": \"close\"", "\"action\": \"\"", "lacks"},
      {"\"from\": [\"NEW\"]", "\"from\": []", "lacks"},
      {"\"e.closed.v1\"", "\"\"", "lacks"},
      {"\"to\": \"CLOSED\"", "\"to\": \"ON_HOLD\"", "close leads to an unknown state"},
      {"\"from\": [\"NEW\"]", "\"from\": [\"ON_HOLD\"]", "start starts from an unknown state"},
      {"\"from\": [\"NEW\"]", "\"from\": [\"NEW\", \"CLOSED\"]", "out of terminal state CLOSED"},
      {"\"from\": [\"NEW\"]", "\"from\": [\"NEW\", \"NEW\"]", "start occurs twice for state NEW"},
      {"\"action\": \"close\"", "\"action\": \"start\"", "start has two event types"},
      {"\"to\": \"IN_PROGRESS\"", "\"to\": \"CLOSED\"", "IN_PROGRESS cannot be reached"},
      {"\"to\": \"CLOSED\"", "\"to\": \"NEW\"", "CLOSED cannot be reached"},
      {"\"category\": \"TERMINAL\"}",
       "\"category\": \"TERMINAL\"}, "
       "{\"name\": \"ON_HOLD\", \"category\": \"WAITING\"}",
       "ON_HOLD cannot be reached"},
  };
  for (const Case& c : cases) {
    const std::string document = absl::StrReplaceAll(kSound, {{c.old_text, c.new_text}});
    ASSERT_NE(document, kSound) << c.old_text;
    const absl::Status status = Load(document);
    EXPECT_EQ(errors::ReasonOf(status), errors::Reason::INTERNAL) << c.fault;
    EXPECT_TRUE(absl::StrContains(errors::LogText(status), c.fault)) << errors::LogText(status);
  }
}

TEST(Load, RefusesAStateWithoutAWayOut) {
  const std::string document = absl::StrReplaceAll(
      kSound, {{"\"category\": \"TERMINAL\"}",
                "\"category\": \"TERMINAL\"}, {\"name\": \"ON_HOLD\", \"category\": \"WAITING\"}"},
               {"\"transitions\": [",
                "\"transitions\": [{\"action\": \"hold\", \"from\": [\"NEW\"], \"to\": "
                "\"ON_HOLD\", \"eventType\": \"e.held.v1\"},"}});

  EXPECT_TRUE(
      absl::StrContains(errors::LogText(Load(document)), "ON_HOLD leads to no terminal state"));
}

}  // namespace
}  // namespace steward::lifecycle
