#include "platform/json/yaml.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace steward::json {
namespace {

TEST(Yaml, HasAMemberOnEachLine) {
  EXPECT_EQ(
      ToYaml(R"({"openapi":"3.1.0","info":{"title":"A title","empty":{}},)"
             R"("/v1/tickets/{ticket}":["one",["two",3],[]],)"
             R"("list":[{"a":true,"b":["x"]},"y"],"example": {"a" : [1.50 , "b: c", null ]}})"),
      R"(openapi: "3.1.0"
info:
  title: A title
  empty: {}
"/v1/tickets/{ticket}":
- one
- - two
  - 3
- []
list:
- a: true
  b:
  - x
- "y"
example:
  a:
  - 1.50
  - "b: c"
  - null
)");
}

TEST(Yaml, QuotesWhatWouldBeSomethingElse) {
  const struct {
    const char* json;
    const char* yaml;
  } cases[] = {
      {R"("plain")", "plain"},
      {R"("a-b_c (d).")", "a-b_c (d)."},
      {R"("/v1/tickets")", R"("/v1/tickets")"},
      {R"("")", R"("")"},
      {R"("Null")", R"("Null")"},
      {R"("no")", R"("no")"},
      {R"("1e3")", R"("1e3")"},
      {R"("2030-01-31")", R"("2030-01-31")"},
      {R"(".inf")", R"(".inf")"},
      {R"("- a")", R"("- a")"},
      {R"("a: b")", R"("a: b")"},
      {R"("a #b")", R"("a #b")"},
      {R"("a ")", R"("a ")"},
      {R"("`x`")", R"("`x`")"},
      {R"("say \"a\\\"")", R"("say \"a\\\"")"},
      {R"("Größe 😀")", R"("Größe 😀")"},
      {R"("a\tb\nc")", R"("a\u0009b\nc")"},
      {R"("\u007f\u0085\u2028\ufeff\u00a0")", "\"\\u007f\\u0085\\u2028\\ufeff\u00a0\""},
      {R"(" a\nb")", R"(" a\nb")"},
      {R"("a\n")", R"("a\n")"},
      {R"("a\u2029\nb")", R"("a\u2029\nb")"},
      {R"("a\n\nb: #c\n  d")", "|-\n  a\n\n  b: #c\n    d"},
  };
  for (const auto& each : cases)
    EXPECT_EQ(ToYaml(absl::StrCat("[", each.json, "]")), absl::StrCat("- ", each.yaml, "\n"));
}

TEST(Yaml, IndentsParagraphsBelowTheirName) {
  EXPECT_EQ(ToYaml(R"({"a":{"b":"one\ntwo"},"list":["one\ntwo",{"c":"one\ntwo"}]})"), R"(a:
  b: |-
    one
    two
list:
- |-
  one
  two
- c: |-
    one
    two
)");
}

TEST(Yaml, KeepsNumbersThatNoDoubleHolds) {
  EXPECT_EQ(ToYaml(R"({"a":123456789012345678901234567890,"b":1E-7})"),
            "a: 123456789012345678901234567890\nb: 1E-7\n");
}

TEST(Yaml, OfWhatHasNoMembersIsTheSame) {
  for (const char* json : {"{}", "[]", "1", R"("a")", "null"})
    EXPECT_EQ(ToYaml(json), absl::StrCat(json, "\n"));
}

}  // namespace
}  // namespace steward::json
