// Users, groups and messages as documents, there and back.

#include <gtest/gtest.h>

#include "absl/strings/str_replace.h"
#include "google/protobuf/text_format.h"
#include "platform/status/errors.h"
#include "services/directory/scim/bulk.h"
#include "services/directory/scim/canonical.h"
#include "services/directory/scim/discovery.h"
#include "services/directory/scim/group_document.h"
#include "services/directory/scim/projection.h"
#include "services/directory/scim/search.h"
#include "services/directory/scim/user_document.h"

namespace steward::directory::scim {
namespace {

TEST(RenderList, EndsEarlyWithOneResourceAtLeast) {
  const auto listed = [](size_t bytes_each) {
    const Json each = Object({{"id", Text(std::string(bytes_each, 'x'))}});
    Json list = RenderList(9, 3, {each, each, each});
    EXPECT_EQ(Find("totalResults", &list)->integer, 9);
    const size_t count = Find("Resources", &list)->elements.size();
    EXPECT_EQ(Find("itemsPerPage", &list)->integer, count);
    return count;
  };
  EXPECT_EQ(listed(10), 3u);
  EXPECT_EQ(listed(1 << 20), 2u);
  EXPECT_EQ(listed(4 << 20), 1u);
}

Json Read(const std::string& text) {
  return *auth::ParseJsonObject(absl::StrReplaceAll(text, {{"'", "\""}}));
}

http::v1::RawBody Body(const std::string& text) {
  http::v1::RawBody body;
  body.set_data(absl::StrReplaceAll(text, {{"'", "\""}}));
  return body;
}

std::string Quoted(const Json& json) { return absl::StrReplaceAll(Print(json), {{"\"", "'"}}); }

template <class Message>
Message Proto(const char* text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message));
  return message;
}

absl::StatusOr<UserDraft> Draft(const std::string& text) {
  auto canonical = Canonical(UserType(), Read(text));
  if (!canonical.ok()) return canonical.status();
  return ReadUser(*canonical);
}

TEST(UserDocument, HasWhatIsKeptOfAUser) {
  const auto user = Proto<v1::User>(R"pb(
    name: "users/alice"
    display_name: "Alice"
    email: "a@x.org"
    roles: "agent"
    state: ACTIVE
    manager: "users/bob"
    organization: "organizations/emea"
    etag: "e1"
    external_id: "7"
    create_time { seconds: 1 }
    update_time { seconds: 2 nanos: 500000000 })pb");

  EXPECT_EQ(Quoted(RenderUser(user, {{"net", "Network"}})),
            "{'schemas':['urn:ietf:params:scim:schemas:core:2.0:User',"
            "'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'],'id':'alice',"
            "'externalId':'7','userName':'alice','displayName':'Alice','active':true,"
            "'emails':[{'value':'a@x.org','type':'work','primary':true}],"
            "'roles':[{'value':'agent'}],"
            "'groups':[{'value':'net','$ref':'/scim/v2/Groups/net','display':'Network'}],"
            "'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User':{'organization':'emea',"
            "'manager':{'value':'bob','$ref':'/scim/v2/Users/bob'}},"
            "'meta':{'resourceType':'User','created':'1970-01-01T00:00:01Z',"
            "'lastModified':'1970-01-01T00:00:02.5Z','location':'/scim/v2/Users/alice',"
            "'version':'\\'e1\\''}}");
}

TEST(UserDocument, IsReadInAnyCaseAndWithoutWhatIsNotKept) {
  const auto draft = Draft(
      "{'USERNAME':'bj','name':{'FamilyName':'J','middleName':'X'},'Emails':[{'value':'h@x.org',"
      "'type':'home'},{'value':'w@x.org','type':'Work'}],'phoneNumbers':[{'value':'tel:+1-2'}],"
      "'locale':'en_US','active':'TRUE','roles':['agent'],'password':'secret','id':'x','meta':{},"
      "'groups':[{'value':'root'}],'title':null,"
      "'urn:ietf:params:scim:schemas:extension:enterprise:2.0:user':{'manager':{'value':'b'}}}");

  ASSERT_TRUE(draft.ok()) << draft.status();
  const v1::User& user = draft->user;
  EXPECT_EQ(user.user_name(), "bj");
  EXPECT_EQ(user.family_name(), "J");
  EXPECT_EQ(user.display_name(), "J");
  EXPECT_EQ(user.email(), "w@x.org");
  EXPECT_EQ(user.phone(), "+1-2");
  EXPECT_EQ(user.locale(), "en-US");
  EXPECT_EQ(user.manager(), "users/b");
  EXPECT_EQ(draft->active, true);
  EXPECT_TRUE(draft->has_roles);
  EXPECT_EQ(user.roles(0), "agent");
}

TEST(UserDocument, ChoosesThePrimaryOfSeveral) {
  const auto draft =
      Draft("{'userName':'x','emails':[{'value':'a','type':'work'},{'value':'b','primary':true}]}");

  ASSERT_TRUE(draft.ok());
  EXPECT_EQ(draft->user.email(), "b");
  EXPECT_FALSE(draft->has_roles);
  EXPECT_FALSE(draft->active.has_value());
}

TEST(UserDocument, IsRefusedWithValuesOfAnotherType) {
  for (const char* text :
       {"{}", "{'userName':''}", "{'userName':7}", "{'userName':'x','active':1}",
        "{'userName':'x','emails':[7]}", "{'userName':'x','name':'y'}",
        "{'userName':'x','roles':[null]}", "{'userName':'x','name':{'familyName':[]}}",
        "{'userName':'x','urn:ietf:params:scim:schemas:extension:enterprise:2.0:User':7}"})
    EXPECT_EQ(errors::ReasonOf(Draft(text).status()), errors::Reason::INVALID_FIELD) << text;
  EXPECT_EQ(errors::ReasonOf(Draft("{'userName':'x','USERNAME':'y'}").status()),
            errors::Reason::DUPLICATE_FIELD);
}

TEST(GroupDocument, ListsItsMembersOnceAndSorted) {
  const auto canonical =
      Canonical(GroupType(), Read("{'displayName':'Net','members':[{'value':'b','type':'user'},'a',"
                                  "{'value':'b','display':'B'}]}"));
  const auto draft = ReadGroup(*canonical);

  ASSERT_TRUE(draft.ok());
  EXPECT_EQ(draft->members, (std::vector<std::string>{"a", "b"}));
  for (const char* wrong : {"{'displayName':'x','members':[{'value':'g','type':'Group'}]}",
                            "{'displayName':'x','members':[{'type':'User'}]}", "{'members':[]}"})
    EXPECT_FALSE(ReadGroup(*Canonical(GroupType(), Read(wrong))).ok()) << wrong;
}

TEST(GroupDocument, HasAnEtagThatMovesWithItsMembers) {
  const auto group = Proto<v1::Group>(R"pb(name: "groups/net" etag: "e1" display_name: "Net")pb");

  EXPECT_NE(EtagOf(group, 1), EtagOf(group, 2));
  EXPECT_EQ(Quoted(RenderGroup(group, "e1.2", {"a"})),
            "{'schemas':['urn:ietf:params:scim:schemas:core:2.0:Group'],'id':'net',"
            "'displayName':'Net','members':[{'value':'a','$ref':'/scim/v2/Users/a','type':'User'}],"
            "'meta':{'resourceType':'Group','created':'1970-01-01T00:00:00Z',"
            "'lastModified':'1970-01-01T00:00:00Z','location':'/scim/v2/Groups/net',"
            "'version':'\\'e1.2\\''}}");
}

TEST(Projection, LeavesWhatIsAskedFor) {
  const auto left = [](absl::string_view attributes, absl::string_view excluded) {
    Json user = Read(
        "{'schemas':[],'id':'a','title':'T','name':{'givenName':'G','familyName':'F'},"
        "'emails':[{'value':'v','type':'work'}],"
        "'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User':{'organization':'o'}}");
    Projection(UserType(), attributes, excluded).Apply(&user);
    user.members.erase(user.members.begin(), user.members.begin() + 2);
    return Quoted(user);
  };

  EXPECT_EQ(left("TITLE", ""), "{'title':'T'}");
  EXPECT_EQ(left("name.familyName, emails.value", ""),
            "{'name':{'familyName':'F'},'emails':[{'value':'v'}]}");
  EXPECT_EQ(left("unknown", ""), "{}");
  EXPECT_EQ(left("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:organization", ""),
            "{'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User':{'organization':'o'}}");
  EXPECT_EQ(left("name,title", "name.givenName"), "{'title':'T','name':{'familyName':'F'}}");
  EXPECT_EQ(left("",
                 "id,schemas,name,emails,"
                 "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"),
            "{'title':'T'}");
}

TEST(Search, BringsNumbersIntoRange) {
  const auto search = ReadSearch(
      Body("{'schemas':['urn:ietf:params:scim:api:messages:2.0:SearchRequest'],'startIndex':-3,"
           "'count':9999,'sortOrder':'Descending','attributes':['userName','emails.value']}"));

  ASSERT_TRUE(search.ok()) << search.status();
  EXPECT_EQ(search->start_index, 1);
  EXPECT_EQ(search->count, kCountMax);
  EXPECT_TRUE(search->descending);
  EXPECT_EQ(search->attributes, "userName,emails.value");
}

TEST(Bulk, IsReadAndRefersToWhatWasCreated) {
  auto bulk = ReadBulk(
      Body("{'schemas':['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],'failOnErrors':1,"
           "'Operations':[{'method':'put','path':'/Groups/bulkId:g','version':'W/\\'e\\'',"
           "'data':{'members':[{'value':'bulkId:u'}],'displayName':'bulk'}}]}"));

  ASSERT_TRUE(bulk.ok()) << bulk.status();
  BulkOperation& operation = bulk->operations.front();
  EXPECT_EQ(operation.index, 0U);
  EXPECT_EQ(operation.etag, "e");
  EXPECT_FALSE(ResolveReferences({{"u", "alice"}}, &operation));
  EXPECT_TRUE(ResolveReferences({{"g", "net"}, {"u", "alice"}}, &operation));
  EXPECT_EQ(operation.id, "net");
  EXPECT_EQ(Quoted(operation.data), "{'members':[{'value':'alice'}],'displayName':'bulk'}");
}

TEST(Bulk, IsRefusedWhenItCannotBeUnderstood) {
  for (const char* operation :
       {"{}", "{'method':'GET','path':'/Users/a'}", "{'method':'DELETE','path':'/Users'}",
        "{'method':'DELETE','path':'/Tickets/1'}", "{'method':'POST','path':'/Users','data':{}}",
        "{'method':'PATCH','path':'/Users/a'}", "{'method':'POST','path':'/Users/a','bulkId':'x'}"})
    EXPECT_FALSE(
        ReadBulk(Body(absl::StrCat("{'schemas':['urn:ietf:params:scim:api:messages:2.0:BulkRequest'"
                                   "],'Operations':[",
                                   operation, "]}")))
            .ok())
        << operation;
}

TEST(Bulk, NamesTheOperationThatCannotBeUnderstood) {
  const auto bulk = ReadBulk(
      Body("{'schemas':['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],'Operations':["
           "{'method':'DELETE','path':'/Users/a'},{'method':'DELETE','path':'/Tickets/1'}]}"));

  EXPECT_EQ(errors::ReasonOf(bulk.status()), errors::Reason::INVALID_FIELD);
  EXPECT_EQ(bulk.status().message().substr(0, 15), "Operations[1]: ");
}

TEST(Discovery, DescribesEveryAttribute) {
  for (const Json& schema : Schemas()) {
    const Json* attributes = schema.Find("attributes");
    ASSERT_NE(attributes, nullptr);
    for (const Json& attribute : attributes->elements)
      for (const char* member : {"name", "type", "multiValued", "description", "required",
                                 "caseExact", "mutability", "returned", "uniqueness"})
        EXPECT_NE(attribute.Find(member), nullptr) << Print(attribute);
  }
}

}  // namespace
}  // namespace steward::directory::scim
