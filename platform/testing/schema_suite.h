#pragma once

// Tests of the schema of a service begin with it: a database of its own, migrated as the service
// does it, with rows of two tenants. Not thread-safe.

#include <gmock/gmock.h>

#include <memory>
#include <string>
#include <vector>

#include "platform/pg/migrate.h"
#include "platform/testing/schema.h"
#include "platform/testing/status_matchers.h"

namespace steward {

class SchemaSuite : public ::testing::Test {
 protected:
  // For SetUpTestSuite. `rows`, a script, runs for the tenants acme and beta, each in place of '%'.
  static void Begin(const std::vector<pg::MigrationSet>& sets, absl::string_view rows) {
    const std::string owner = TestPostgres::Get().CreateDatabase();
    ASSERT_THAT(pg::Migrate(owner, std::string(TestPostgres::kApplicationRole), sets), IsOk());
    schema_ = std::make_unique<Schema>(owner);
    for (const char* tenant : {"'acme'", "'beta'"}) {
      const std::string script = absl::StrReplaceAll(rows, {{"'%'", tenant}});
      ASSERT_THAT(schema_->superuser().RunScript(script), IsOk());
    }
  }
  static void TearDownTestSuite() { schema_.reset(); }

  static std::unique_ptr<pg::Connection> Application() { return schema_->Application(); }
  static absl::StatusOr<pg::Result> Query(pg::Connection& connection, const std::string& text,
                                          const std::vector<std::string>& scope = {}) {
    return Schema::Query(connection, text, scope);
  }

  // What holds of every table that has tenants.
  static void ExpectTenantsApart() {
    using ::testing::IsEmpty;
    EXPECT_THAT(schema_->Unfenced(), IsEmpty());
    EXPECT_THAT(schema_->KeysWithoutTenant(), IsEmpty());
    auto application = Application();
    EXPECT_THAT(schema_->Leaks(*application, {}), IsEmpty());
    EXPECT_THAT(schema_->Leaks(*application, {"acme"}), IsEmpty());
    EXPECT_THAT(schema_->Leaks(*application, {}), IsEmpty()) << "after a scope has ended";
  }

  static inline std::unique_ptr<Schema> schema_;
};

}  // namespace steward
