#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gateway/docs/html.h"
#include "gateway/docs/pages.h"
#include "gateway/docs/reasons.h"
#include "gateway/openapi/openapi.h"
#include "gateway/testing_api.h"
#include "platform/status/http_status.h"

namespace steward::gateway::docs {
namespace {

using testing::AnyOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const std::map<std::string, HttpAnswer>& Pages() {
  static const auto* const pages = new std::map<std::string, HttpAnswer>(MakePages(TestApi()));
  return *pages;
}

TEST(Reasons, ComeFromTheirComments) {
  const Reason reason = ParseReason("X",
                                    " It\n changed.\n\n Remedy: Read\n again.\n"
                                    " HTTP: 412, 409. gRPC: ABORTED. Metadata: a, b.\n");
  EXPECT_EQ(reason.meaning, "It changed.");
  EXPECT_EQ(reason.remedy, "Read again.");
  EXPECT_THAT(reason.http, ElementsAre(412, 409));
  EXPECT_EQ(reason.grpc, "ABORTED");
  EXPECT_THAT(reason.metadata, ElementsAre("a", "b"));
}

TEST(Reasons, SayWhatTheyMeanAndWhatToDo) {
  EXPECT_GT(ReasonsOf(TestApi().pool()).size(), 40u);
  for (const Reason& reason : ReasonsOf(TestApi().pool())) {
    EXPECT_THAT(reason.meaning, Not(IsEmpty())) << reason.name;
    EXPECT_THAT(reason.remedy, Not(IsEmpty())) << reason.name << ": add a line \"Remedy: …\"";
    EXPECT_THAT(reason.http, Not(IsEmpty())) << reason.name << ": add a line \"HTTP: …\"";
  }
}

// What the comments promise is what the gateway sends.
TEST(Reasons, HaveTheStatusOfTheirCode) {
  for (const Reason& reason : ReasonsOf(TestApi().pool())) {
    if (reason.grpc.empty()) continue;
    int code = 0;
    while (code < 17 && errors::CodeName(static_cast<absl::StatusCode>(code)) != reason.grpc)
      ++code;
    ASSERT_LT(code, 17) << reason.name;
    const int status = errors::HttpStatus(static_cast<absl::StatusCode>(code), reason.name, false);
    EXPECT_THAT(reason.http, Contains(status)) << reason.name;
  }
}

TEST(Html, EscapesText) {
  EXPECT_EQ(Escape("<a href='x'>\"&"), "&lt;a href=&#39;x&#39;&gt;&quot;&amp;");
  EXPECT_EQ(Prose("See `<b>` now"), "See <code>&lt;b&gt;</code> now");
  EXPECT_EQ(Prose("an odd ` one"), "an odd <code> one</code>");
}

TEST(Pages, ListEveryOperation) {
  const std::string& page = Pages().at("/docs").body;
  const auto operations = ListOperations(TestApi().pool(), TestApi().files());
  EXPECT_GT(operations.size(), 80u);
  for (const OperationEntry& operation : operations) {
    EXPECT_THAT(page, HasSubstr(absl::StrCat("<li id=\"", operation.id, "\">")));
    EXPECT_THAT(page, HasSubstr(absl::StrReplaceAll(operation.path, {{"/", "/<wbr>"}})));
  }
}

TEST(Pages, GroupOperationsByWhatTheyBelongTo) {
  std::set<std::string> seen;
  std::string last;
  for (const OperationEntry& operation : ListOperations(TestApi().pool(), TestApi().files())) {
    const bool begins = operation.tag != last;
    EXPECT_TRUE(!begins || seen.insert(operation.tag).second) << operation.tag;
    last = operation.tag;
  }
}

TEST(Pages, ExplainEachReason) {
  for (const Reason& reason : ReasonsOf(TestApi().pool())) {
    const std::string path = absl::StrCat("/docs/errors/", reason.name);
    ASSERT_EQ(Pages().count(path), 1u) << path;
    EXPECT_THAT(Pages().at(path).body, HasSubstr(Prose(reason.remedy)));
    EXPECT_THAT(Pages().at("/docs/errors").body, HasSubstr(absl::StrCat("href=\"", path, "\"")));
  }
}

// The Content-Security-Policy would refuse them.
TEST(Pages, HaveNothingInline) {
  for (const auto& [path, page] : Pages()) {
    if (!absl::StartsWith(page.content_type, "text/html")) continue;
    for (const char* inlined : {"<style", " style=", "<script>", " onclick=", "javascript:"})
      EXPECT_THAT(page.body, Not(HasSubstr(inlined))) << path;
    EXPECT_THAT(page.headers, Contains(testing::Pair("Content-Security-Policy",
                                                     HasSubstr("default-src 'none'"))));
  }
}

TEST(Pages, AskNobodyElse) {
  for (const auto& [path, page] : Pages()) {
    EXPECT_THAT(page.content_type,
                AnyOf(HasSubstr("text/html"), HasSubstr("text/css"), HasSubstr("text/javascript")));
    EXPECT_THAT(page.body, Not(HasSubstr("http://"))) << path;
    EXPECT_THAT(page.body, Not(HasSubstr("https://"))) << path;
  }
}

}  // namespace
}  // namespace steward::gateway::docs
