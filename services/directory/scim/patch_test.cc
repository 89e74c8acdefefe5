#include "services/directory/scim/patch.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "platform/status/errors.h"

namespace steward::directory::scim {
namespace {

// Quotes as apostrophes, for the eye.
Json Read(const std::string& text) {
  return *auth::ParseJsonObject(absl::StrReplaceAll(text, {{"'", "\""}}));
}

// What is left of a user after operations, or the reason why they are refused.
std::string Patched(const std::string& user, const std::string& operations) {
  auto parsed = ParsePatch(Read(absl::StrCat("{'Operations':[", operations, "]}")));
  Json resource = Read(user);
  const absl::Status status =
      parsed.ok() ? ApplyPatch(UserType(), *parsed, &resource) : parsed.status();
  if (!status.ok()) return error::v1::Reason_Name(errors::ReasonOf(status));
  return absl::StrReplaceAll(Print(resource), {{"\"", "'"}});
}

struct Case {
  const char* user;
  const char* operations;
  const char* expected;
};

class PatchTest : public testing::TestWithParam<Case> {};

TEST_P(PatchTest, ChangesWhatItNames) {
  EXPECT_EQ(Patched(GetParam().user, GetParam().operations), GetParam().expected)
      << GetParam().operations;
}

INSTANTIATE_TEST_SUITE_P(
    Single, PatchTest,
    testing::Values(
        Case{"{}", "{'op':'add','path':'title','value':'CEO'}", "{'title':'CEO'}"},
        Case{"{'title':'A'}", "{'op':'replace','path':'TITLE','value':'B'}", "{'title':'B'}"},
        Case{"{'title':'A'}", "{'op':'remove','path':'title'}", "{}"},
        Case{"{'title':'A'}", "{'op':'replace','path':'title','value':null}", "{}"},
        Case{"{}", "{'op':'REPLACE','path':'active','value':'False'}", "{'active':false}"},
        Case{"{}", "{'op':'add','path':'name.familyName','value':'S'}",
             "{'name':{'familyName':'S'}}"},
        Case{"{'name':{'givenName':'A','familyName':'S'}}",
             "{'op':'remove','path':'name.givenName'}", "{'name':{'familyName':'S'}}"},
        Case{"{'name':{'givenName':'A','familyName':'S'}}",
             "{'op':'replace','path':'name','value':{'givenName':'B'}}",
             "{'name':{'givenName':'B','familyName':'S'}}"},
        Case{"{'title':'A'}", "{'op':'replace','value':{'title':'B','locale':'de'}}",
             "{'title':'B','locale':'de'}"},
        Case{"{}", "{'op':'add','value':{'name.givenName':'A','unknown':1,'id':'x'}}",
             "{'name':{'givenName':'A'}}"},
        Case{"{}", "{'op':'add','path':'nickName','value':'A'}", "{}"},
        Case{"{}",
             "{'op':'add','path':'urn:ietf:params:scim:schemas:core:2.0:User:title','value':'A'}",
             "{'title':'A'}"},
        Case{"{}",
             "{'op':'add','value':{'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User':"
             "{'manager':'bob','department':'x'}}}",
             "{'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User':"
             "{'manager':{'value':'bob'}}}"}));

INSTANTIATE_TEST_SUITE_P(
    Lists, PatchTest,
    testing::Values(
        Case{"{}", "{'op':'add','path':'roles','value':[{'value':'a'},{'value':'b'}]}",
             "{'roles':[{'value':'a'},{'value':'b'}]}"},
        Case{"{'roles':[{'value':'a'}]}", "{'op':'add','path':'roles','value':[{'value':'a'},'b']}",
             "{'roles':[{'value':'a'},{'value':'b'}]}"},
        Case{"{'roles':[{'value':'a'}]}", "{'op':'replace','path':'roles','value':{'value':'b'}}",
             "{'roles':[{'value':'b'}]}"},
        Case{"{'roles':[{'value':'a'}]}", "{'op':'remove','path':'roles'}", "{'roles':[]}"},
        Case{"{'roles':[{'value':'a'},{'value':'b'}]}",
             "{'op':'remove','path':'roles','value':[{'value':'b'}]}", "{'roles':[{'value':'a'}]}"},
        Case{"{'emails':[{'value':'x','type':'work'}]}",
             "{'op':'replace','path':'emails.value','value':'y'}",
             "{'emails':[{'value':'y','type':'work'}]}"},
        Case{"{'emails':[{'value':'x','type':'work','primary':true}]}",
             "{'op':'add','path':'emails','value':[{'value':'y','primary':true}]}",
             "{'emails':[{'value':'x','type':'work'},{'value':'y','primary':true}]}"}));

TEST(Patch, SelectsElementsByFilter) {
  const auto patched = [](const std::string& user, const std::string& path,
                          absl::string_view rest) {
    Json operation = Read(absl::StrCat("{", rest, "}"));
    Set("path", Text(path), &operation);
    Json message = Object({{"Operations", List({operation})}});
    Json resource = Read(user);
    const absl::Status status = ApplyPatch(UserType(), *ParsePatch(message), &resource);
    if (!status.ok()) return error::v1::Reason_Name(errors::ReasonOf(status));
    return absl::StrReplaceAll(Print(resource), {{"\"", "'"}});
  };
  const std::string two =
      "{'emails':[{'value':'x','type':'work'},{'value':'y','type':'home','primary':true}]}";

  EXPECT_EQ(patched(two, "emails[type eq \"work\"]", "'op':'remove'"),
            "{'emails':[{'value':'y','type':'home','primary':true}]}");
  EXPECT_EQ(patched(two, "emails[type eq \"HOME\" and primary eq true].value",
                    "'op':'replace','value':'z'"),
            "{'emails':[{'value':'x','type':'work'},{'value':'z','type':'home','primary':true}]}");
  EXPECT_EQ(patched(two, "emails[not (primary pr)].type", "'op':'remove'"),
            "{'emails':[{'value':'x'},{'value':'y','type':'home','primary':true}]}");
  EXPECT_EQ(patched(two, "emails[type eq \"other\"]", "'op':'remove'"), absl::StrCat(two));
  EXPECT_EQ(patched("{}", "emails[type eq \"work\"].value", "'op':'add','value':'z'"),
            "{'emails':[{'type':'work','value':'z'}]}");
  EXPECT_EQ(patched(two, "emails[type eq \"other\"].value", "'op':'replace','value':'z'"),
            "NO_TARGET");
  EXPECT_EQ(patched("{}", "emails[type sw \"w\"].value", "'op':'add','value':'z'"), "NO_TARGET");
  for (const char* path : {"emails[size eq \"x\"]", "emails[primary eq \"x\"]",
                           "emails[value eq 7]", "emails[a[b pr]]", "name[familyName pr]"})
    EXPECT_EQ(patched(two, path, "'op':'remove'"), "INVALID_PATH") << path;
}

INSTANTIATE_TEST_SUITE_P(
    Refused, PatchTest,
    testing::Values(Case{"{}", "", "MALFORMED_REQUEST"},
                    Case{"{}", "{'op':'move'}", "MALFORMED_REQUEST"},
                    Case{"{}", "{'path':'title','value':'x'}", "MALFORMED_REQUEST"},
                    Case{"{}", "{'op':'remove'}", "NO_TARGET"},
                    Case{"{}", "{'op':'add','value':'x'}", "INVALID_FIELD"},
                    Case{"{}", "{'op':'add','path':'title'}", "INVALID_FIELD"},
                    Case{"{}", "{'op':'add','path':'title','value':7}", "INVALID_FIELD"},
                    Case{"{}", "{'op':'add','path':'active','value':'x'}", "INVALID_FIELD"},
                    Case{"{}", "{'op':'add','path':'name','value':'x'}", "INVALID_FIELD"},
                    Case{"{}", "{'op':'add','path':7,'value':'x'}", "INVALID_PATH"},
                    Case{"{}", "{'op':'add','path':'shoe','value':'x'}", "INVALID_PATH"},
                    Case{"{}", "{'op':'add','path':'title.x','value':'x'}", "INVALID_PATH"},
                    Case{"{}", "{'op':'add','path':'urn:x:title','value':'x'}", "INVALID_PATH"},
                    Case{"{}", "{'op':'remove','path':'meta'}", "IMMUTABLE_ATTRIBUTE"},
                    Case{"{}", "{'op':'replace','path':'id','value':'x'}", "IMMUTABLE_ATTRIBUTE"}));

}  // namespace
}  // namespace steward::directory::scim
