#include "tools/stewardctl/json_path.h"

#include <gmock/gmock.h>

#include "absl/strings/str_join.h"
#include "google/protobuf/util/json_util.h"
#include "tools/stewardctl/failure.h"

namespace steward::ctl {
namespace {

constexpr char kDocument[] = R"({
  "name": "tickets/INC-1", "version": "7", "escalated": false, "impact": 2, "note": "two\nlines",
  "target": {"state": "MET", "percent": 12.5},
  "labels": ["vpn", "oslo"],
  "steps": [{"name": "a", "tags": ["x", "y"]}, {"name": "b", "tags": ["z"]}, {}]})";

TEST(JsonPath, LeadsToWhatItNames) {
  google::protobuf::Value document;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(kDocument, &document).ok());
  struct Case {
    const char* path;
    const char* found;
  };
  const Case kCases[] = {
      {"{.name}", "tickets/INC-1"},
      {".name", "tickets/INC-1"},
      {"name", "tickets/INC-1"},
      {"{$.name}", "tickets/INC-1"},
      {"{.target.state}", "MET"},
      {"{.target}", R"({"percent":12.5,"state":"MET"})"},
      {"{.steps[1]}", R"({"name":"b","tags":["z"]})"},
      {"{.steps}", R"([{"name":"a","tags":["x","y"]},{"name":"b","tags":["z"]},{}])"},
      {"{.target.percent}", "12.5"},
      {"{.impact}", "2"},
      {"{.escalated}", "false"},
      {"{.note}", "two\nlines"},
      {"{.labels[0]}", "vpn"},
      {"{.labels[-1]}", "oslo"},
      {"{.labels[2]}", ""},
      {"{.labels[-3]}", ""},
      {"{.labels[*]}", "vpn|oslo"},
      {"{.steps[*].name}", "a|b"},
      {"{.steps[*].tags[*]}", "x|y|z"},
      {"{.steps[1].tags[0]}", "z"},
      {"{.nothing.here}", ""},
      {"{.name.first}", ""},
      {"{.name[0]}", ""},
      {"{.target[*]}", ""},
  };
  for (const Case& each : kCases) {
    const auto path = JsonPath::Parse(each.path);
    ASSERT_TRUE(path.ok()) << each.path;
    const auto text = [](std::string* out, const auto* value) { out->append(TextOf(*value)); };
    EXPECT_EQ(absl::StrJoin(path->Find(document), "|", text), each.found) << each.path;
  }
  for (const char* whole : {"", "{}", ".", "{.}", "$"})
    EXPECT_EQ(JsonPath::Parse(whole).value().Find(document).front(), &document) << whole;
}

TEST(JsonPath, RefusesWhatItDoesNotKnow) {
  for (const char* path :
       {"{.name", "name}", "{.a..b}", "{.a.}", "{.a[}", "{.a[x]}", "{.a[]}", "{.a[1:2]}",
        "{.a[?(@.b)]}", "{.a b}", "{.a}{.b}", "{range .a[*]}", "{.a[0]b}", "{.['a']}", "{..a}"}) {
    const auto parsed = JsonPath::Parse(path);
    EXPECT_EQ(ExitStatusOf(parsed.status()), kWrongUsage) << path;
  }
}

}  // namespace
}  // namespace steward::ctl
