#include "services/change_approval/jobs/configuration_item_effect.h"

#include "google/rpc/error_details.pb.h"
#include "platform/status/macros.h"
#include "services/change_approval/store/configuration_items.h"
#include "services/change_approval/store/database_for_test.h"
#include "steward/catalog/v1/catalog_item.pb.h"

namespace steward::change {
namespace {

using catalog::v1::ConfigurationItem;
using errors::Reason;

constexpr char kField[] = "change.configuration_items";

std::string FieldOf(const absl::Status& refusal) {
  google::rpc::ErrorInfo info;
  const auto payload = refusal.GetPayload("type.googleapis.com/google.rpc.ErrorInfo");
  return payload && info.ParseFromString(std::string(*payload)) ? info.metadata().at("field") : "";
}

class ConfigurationItemEffectTest : public approval::ApprovalsTest {
 protected:
  absl::Status Hear(const std::string& name, const google::protobuf::Message& resource,
                    int version = 1, const std::string& tenant = "acme") {
    event::v1::StoredEvent stored;
    stored.set_tenant(tenant);
    stored.mutable_event()->set_resource_name(name);
    stored.mutable_event()->set_version(version);
    stored.mutable_event()->mutable_resource()->PackFrom(resource);
    std::vector<pg::Statement> statements = {pg::ScopeTo({tenant})};
    RETURN_IF_ERROR(ConfigurationItemEffect(stored, &statements));
    auto connection = pg::Connection::Open(application_).value();
    return connection->Run(statements, absl::Now() + absl::Seconds(20)).status();
  }
  static ConfigurationItem ItemOf(ConfigurationItem::State state) {
    ConfigurationItem item;
    item.set_state(state);
    return item;
  }
  absl::Status Check(const std::vector<std::string>& after,
                     const std::vector<std::string>& before = {}) {
    const ConfigurationItems items(&pool_, [this](absl::string_view tenant, absl::Time) {
      EXPECT_EQ(tenant, "acme");
      ++asked_;
      return catalog_();
    });
    return items.Check(approval::CallOf("acme"), {before.begin(), before.end()},
                       {after.begin(), after.end()}, kField);
  }

  const ConfigurationItem used_ = ItemOf(ConfigurationItem::IN_USE);
  const ConfigurationItem retired_ = ItemOf(ConfigurationItem::RETIRED);
  std::function<absl::Status()> catalog_ = [] { return absl::OkStatus(); };
  int asked_ = 0;
};

TEST_F(ConfigurationItemEffectTest, KnowsWhatItHasHeardOfAndAsksNobody) {
  ASSERT_THAT(Hear("configurationItems/a", used_), IsOk());
  ASSERT_THAT(Hear("configurationItems/b", used_), IsOk());

  EXPECT_THAT(Check({"configurationItems/b", "configurationItems/a"}), IsOk());
  EXPECT_THAT(Check({}), IsOk());
  EXPECT_EQ(asked_, 0);
}

TEST_F(ConfigurationItemEffectTest, AsksBeforeItRefuses) {
  catalog_ = [this] { return Hear("configurationItems/new", used_); };

  EXPECT_THAT(Check({"configurationItems/new"}), IsOk());
  EXPECT_EQ(asked_, 1);
}

TEST_F(ConfigurationItemEffectTest, RefusesWhatIsNotThereOrNotInUse) {
  ASSERT_THAT(Hear("configurationItems/a", used_), IsOk());
  ASSERT_THAT(Hear("configurationItems/old", retired_), IsOk());
  ASSERT_THAT(Hear("configurationItems/abroad", used_, 1, "other"), IsOk());

  for (const char* missing : {"configurationItems/ghost", "configurationItems/abroad"}) {
    const absl::Status refused = Check({"configurationItems/a", missing});
    EXPECT_THAT(refused, HasReason(Reason::REFERENCE_NOT_FOUND)) << missing;
    EXPECT_EQ(FieldOf(refused), "change.configuration_items[1]");
  }
  EXPECT_THAT(Check({"configurationItems/old"}), HasReason(Reason::REFERENCE_DISABLED));
  EXPECT_EQ(asked_, 3);
}

TEST_F(ConfigurationItemEffectTest, LooksOnlyForWhatIsNew) {
  EXPECT_THAT(Check({"configurationItems/ghost"}, {"configurationItems/ghost"}), IsOk());
  EXPECT_THAT(
      Check({"configurationItems/ghost", "configurationItems/b"}, {"configurationItems/ghost"}),
      HasReason(Reason::REFERENCE_NOT_FOUND));
}

TEST_F(ConfigurationItemEffectTest, GoesOnWithWhatItKnowsWhileTheCatalogIsDown) {
  ASSERT_THAT(Hear("configurationItems/a", used_), IsOk());
  catalog_ = [] { return absl::UnavailableError("down"); };

  EXPECT_THAT(Check({"configurationItems/a"}), IsOk());
  EXPECT_THAT(Check({"configurationItems/a", "configurationItems/b"}),
              HasReason(Reason::UNAVAILABLE));
}

TEST_F(ConfigurationItemEffectTest, LooksForNothingWithoutACatalog) {
  const ConfigurationItems items(&pool_, nullptr);
  ItemNames named;
  *named.Add() = "configurationItems/ghost";

  EXPECT_THAT(items.Check(approval::CallOf("acme"), {}, named, kField), IsOk());
}

TEST_F(ConfigurationItemEffectTest, IsChangedByNoOlderEvent) {
  ASSERT_THAT(Hear("configurationItems/a", used_, 3), IsOk());
  ASSERT_THAT(Hear("configurationItems/a", retired_, 2), IsOk());

  EXPECT_THAT(Check({"configurationItems/a"}), IsOk());
}

TEST_F(ConfigurationItemEffectTest, PassesOverWhatIsNoConfigurationItem) {
  ASSERT_THAT(Hear("catalogItems/laptop", catalog::v1::CatalogItem()), IsOk());

  EXPECT_THAT(Check({"catalogItems/laptop"}), HasReason(Reason::REFERENCE_NOT_FOUND));
}

}  // namespace
}  // namespace steward::change
