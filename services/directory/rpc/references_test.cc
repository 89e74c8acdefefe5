#include "services/directory/rpc/references.h"

#include "google/protobuf/text_format.h"
#include "services/directory/domain/record.h"
#include "services/directory/store/directory_for_test.h"

namespace steward::directory {
namespace {

using errors::Reason;

class ReferencesTest : public DirectoryTest {
 protected:
  void SetUp() override {
    MakeBoth(directory_.users);
    MakeBoth(directory_.organizations);
    MakeBoth(directory_.locations);
  }

  // One that is in use, and one that is not.
  template <class Resource>
  void MakeBoth(const store::Collection<Resource>& collection) {
    for (const char* id : {"here", "gone"}) {
      Resource resource = BeginActive(Resource(), absl::Now());
      if (id[0] == 'g') resource.set_state(Resource::DISABLED);
      ASSERT_THAT(collection.Create(CallOf("acme"), resource, id, EventType("thing", "created"),
                                    [&] { return resource; }),
                  IsOk());
    }
  }

  template <class Resource>
  Reason Check(const std::string& before, const std::string& after) {
    Resource was, is;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(before, &was));
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(after, &is));
    return errors::ReasonOf(
        CheckReferences(CallOf("acme"), directory_, "it", before.empty() ? nullptr : &was, is));
  }

  // Of a field in every state of affairs: what it is, what it is to be, and what is said to that.
  template <class Resource>
  void ExpectOneRule(const std::string& field, const std::string& collection) {
    const auto to = [&](const char* id) {
      return absl::StrCat(field, ": '", collection, "/", id, "'");
    };
    struct Case {
      std::string before, after;
      Reason reason;
    };
    const Case kCases[] = {
        {"", to("here"), Reason::REASON_UNSPECIFIED},
        {"", to("gone"), Reason::REFERENCE_DISABLED},
        {"", to("none"), Reason::REFERENCE_NOT_FOUND},
        {to("gone"), to("gone"), Reason::REASON_UNSPECIFIED},
        {to("gone"), "", Reason::REASON_UNSPECIFIED},
        {to("here"), to("gone"), Reason::REFERENCE_DISABLED},
        {to("gone"), to("here"), Reason::REASON_UNSPECIFIED},
        {to("here"), to("none"), Reason::REFERENCE_NOT_FOUND},
    };
    for (const Case& c : kCases)
      EXPECT_EQ(Check<Resource>(c.before, c.after), c.reason) << c.before << " to " << c.after;
  }
};

TEST_F(ReferencesTest, AreNewlySetOnlyToWhatIsInUse) {
  ExpectOneRule<v1::User>("manager", "users");
  ExpectOneRule<v1::User>("organization", "organizations");
  ExpectOneRule<v1::User>("location", "locations");
  ExpectOneRule<v1::Group>("manager", "users");
  ExpectOneRule<v1::Organization>("parent", "organizations");
  ExpectOneRule<v1::Location>("parent", "locations");
  ExpectOneRule<v1::Membership>("user", "users");
  ExpectOneRule<v1::Substitute>("substitute", "users");
}

TEST_F(ReferencesTest, AreNamedByTheirPath) {
  v1::User user;
  user.set_organization("organizations/gone");
  const absl::Status refused = CheckReferences(CallOf("acme"), directory_, "user", nullptr, user);
  EXPECT_THAT(std::string(refused.message()), ::testing::HasSubstr("'user.organization'"));
}

}  // namespace
}  // namespace steward::directory
