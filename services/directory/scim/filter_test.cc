#include "services/directory/scim/filter.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "platform/status/errors.h"

namespace steward::directory::scim {
namespace {

constexpr const char* kOperatorNames[] = {"eq", "ne", "co", "sw", "ew",
                                          "pr", "gt", "ge", "lt", "le"};

std::string Written(const AttributePath& path) {
  return absl::StrCat(path.urn, path.urn.empty() ? "" : ":", path.name, path.sub.empty() ? "" : ".",
                      path.sub);
}

// As nested lists: (and (eq username "x") (pr title)).
std::string Written(const Filter& filter) {
  std::vector<std::string> children;
  for (const Filter& child : filter.children) children.push_back(Written(child));
  const std::string inner = absl::StrJoin(children, " ");
  switch (filter.kind) {
    case Filter::Kind::kAnd:
      return absl::StrCat("(and ", inner, ")");
    case Filter::Kind::kOr:
      return absl::StrCat("(or ", inner, ")");
    case Filter::Kind::kNot:
      return absl::StrCat("(not ", inner, ")");
    case Filter::Kind::kValuePath:
      return absl::StrCat("(of ", Written(filter.attribute), " ", inner, ")");
    case Filter::Kind::kCompare:
      break;
  }
  std::string text = absl::StrCat("(", kOperatorNames[static_cast<int>(filter.op)], " ",
                                  Written(filter.attribute));
  if (filter.literal.kind == Literal::Kind::kString)
    absl::StrAppend(&text, " '", filter.literal.text, "'");
  else if (filter.literal.kind != Literal::Kind::kNone)
    absl::StrAppend(&text, " ", filter.literal.text);
  return text + ")";
}

struct Case {
  const char* text;
  const char* expected;
};

class FilterTest : public testing::TestWithParam<Case> {};

TEST_P(FilterTest, IsUnderstood) {
  const auto filter = ParseFilter(GetParam().text);
  ASSERT_TRUE(filter.ok()) << GetParam().text << ": " << filter.status();
  EXPECT_EQ(Written(*filter), GetParam().expected) << GetParam().text;
}

INSTANTIATE_TEST_SUITE_P(
    Filters, FilterTest,
    testing::Values(
        Case{R"(userName eq "bjensen")", "(eq username 'bjensen')"},
        Case{R"(name.familyName co "O'Malley")", "(co name.familyname 'O'Malley')"},
        Case{R"(urn:ietf:params:scim:schemas:core:2.0:User:userName sw "J")",
             "(sw urn:ietf:params:scim:schemas:core:2.0:user:username 'J')"},
        Case{"title pr", "(pr title)"},
        Case{R"(meta.lastModified ge "2011-05-13T04:42:34Z")",
             "(ge meta.lastmodified '2011-05-13T04:42:34Z')"},
        Case{R"(title pr and userType eq "Employee")", "(and (pr title) (eq usertype 'Employee'))"},
        Case{R"(a pr or b pr and c pr)", "(or (pr a) (and (pr b) (pr c)))"},
        Case{R"((a pr or b pr) and c pr)", "(and (or (pr a) (pr b)) (pr c))"},
        Case{R"(userType ne "E" and not (emails co "x.com" or emails.value co "x.org"))",
             "(and (ne usertype 'E') (not (or (co emails 'x.com') (co emails.value 'x.org'))))"},
        Case{R"(emails[type eq "work" and value co "@x.com"] or ims[type eq "xmpp"])",
             "(or (of emails (and (eq type 'work') (co value '@x.com'))) (of ims (eq type "
             "'xmpp')))"},
        Case{R"(A EQ TRUE AND B Ne -1.5e3 OR C eq NULL)",
             "(or (and (eq a TRUE) (ne b -1.5e3)) (eq c NULL))"},
        Case{R"(  a  eq  "q\"\u00e9\\"  )", "(eq a 'q\"é\\')"}, Case{R"(notes pr)", "(pr notes)"},
        Case{R"(manager.$ref pr)", "(pr manager.$ref)"}));

TEST(Filter, IsRefusedWhenItCannotBeUnderstood) {
  for (const char* text : {"",
                           " ",
                           "a",
                           "a eq",
                           "a eq ",
                           "a eq x",
                           "a eq \"x",
                           "a eq \"\\x\"",
                           "a is \"x\"",
                           "eq \"x\"",
                           "a pr b pr",
                           "a pr and",
                           "and a pr",
                           "(a pr",
                           "a pr)",
                           "()",
                           "not a pr",
                           "not",
                           "a[b pr",
                           "a[]",
                           "a[b pr]]",
                           "a.b[c pr]",
                           "a..b pr",
                           "a. pr",
                           ".a pr",
                           "1a pr",
                           "a.b.c pr",
                           "a eq\"x\"",
                           "a eq \"\\u0000\"",
                           "a eq \"\x01\"",
                           "a eq \"\xff\"",
                           "a eq \"\\ud800\"",
                           "a = \"x\"",
                           "a eq 'x'",
                           "urn:a: pr",
                           "a eq \"x\";drop"}) {
    EXPECT_EQ(errors::ReasonOf(ParseFilter(text).status()), errors::Reason::INVALID_FILTER) << text;
  }
}

TEST(Filter, HasLimits) {
  const auto reason = [](const std::string& text) {
    return errors::ReasonOf(ParseFilter(text).status());
  };
  const std::vector<std::string> some(64, "a pr"), many(65, "a pr");
  const std::string shallow(15, '('), deep(16, '(');

  EXPECT_TRUE(ParseFilter(absl::StrJoin(some, " or ")).ok());
  EXPECT_EQ(reason(absl::StrJoin(many, " or ")), errors::Reason::FILTER_TOO_COMPLEX);
  EXPECT_TRUE(ParseFilter(absl::StrCat(shallow, "a pr", std::string(15, ')'))).ok());
  EXPECT_EQ(reason(absl::StrCat(deep, "a pr", std::string(16, ')'))),
            errors::Reason::FILTER_TOO_COMPLEX);
  EXPECT_EQ(reason(absl::StrCat("a eq \"", std::string(4096, 'x'), "\"")),
            errors::Reason::FILTER_TOO_COMPLEX);
  EXPECT_EQ(reason(std::string(4000, '(')), errors::Reason::FILTER_TOO_COMPLEX);
}

TEST(PatchPath, NamesAnAttributeOrSomeOfAList) {
  const auto written = [](const char* text) {
    const auto path = ParsePatchPath(text);
    if (!path.ok()) return error::v1::Reason_Name(errors::ReasonOf(path.status()));
    const std::string filter = path->filter ? Written(*path->filter) : "";
    return Written(path->attribute) + filter;
  };

  EXPECT_EQ(written("members"), "members");
  EXPECT_EQ(written("name.familyName"), "name.familyname");
  EXPECT_EQ(written("addresses[type eq \"work\"]"), "addresses(eq type 'work')");
  EXPECT_EQ(written("members[value pr].displayName"), "members.displayname(pr value)");
  EXPECT_EQ(written("urn:x:2.0:User:manager"), "urn:x:2.0:user:manager");
  for (const char* text :
       {"", "a b", "a[", "a[b pr", "a[b pr].", "a[b pr]c", "a.b[c pr]", "[a pr]", "a.b.c", " a"})
    EXPECT_EQ(written(text), "INVALID_PATH") << text;
}

}  // namespace
}  // namespace steward::directory::scim
