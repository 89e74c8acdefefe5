#pragma once

// The catalog without its transport, on a database of its own.

#include <string>

#include "absl/strings/str_cat.h"
#include "platform/journal/journal.h"
#include "platform/journal/queries.h"
#include "platform/people/people.h"
#include "platform/people/queries.h"
#include "platform/pg/migrate.h"
#include "platform/reconcile/queries.h"
#include "platform/testing/ask_postgres.h"
#include "platform/testing/postgres.h"
#include "services/catalog/domain/items_for_test.h"
#include "services/catalog/sql.h"
#include "services/catalog/store/catalog.h"

namespace steward::catalog {

// At kNow, by a catalog manager.
inline Call CallOf(absl::string_view tenant) {
  Call call;
  call.tenant = std::string(tenant);
  call.subject = "users/carla";
  call.roles = {"catalog_manager"};
  call.method = "steward.catalog.v1.Service/Test";
  call.scope = Scope::kTenant;
  call.time = kNow;
  call.deadline = absl::Now() + absl::Seconds(20);
  return call;
}

class CatalogTest : public ::testing::Test {
 protected:
  CatalogTest() {
    EXPECT_THAT(pg::Migrate(owner_, std::string(TestPostgres::kApplicationRole),
                            {{"journal", journal::sql::kMigrations},
                             {"people", people::sql::kMigrations},
                             {"reconcile", reconcile::sql::kMigrations},
                             {"catalog", sql::kMigrations}}),
                IsOk());
  }

  // The directory has told of a user, or of a group of the kind ASSIGNMENT (1) or BOARD (2).
  void KnowUser(absl::string_view id, bool active = true) {
    Know(absl::StrCat("known_user VALUES ('acme', 'users/", id, "', 1, ", active ? "true" : "false",
                      ")"));
  }
  void KnowGroup(absl::string_view id, int kind = 1, bool active = true) {
    Know(absl::StrCat("known_group VALUES ('acme', 'groups/", id, "', 1, ",
                      active ? "true" : "false", ", ", kind, ")"));
  }
  void Know(const std::string& row) {
    AskPostgres(owner_, absl::StrCat("SET app.tenant = 'acme'; INSERT INTO ", row));
  }

  const std::string owner_ = TestPostgres::Get().CreateDatabase();
  const std::string application_ = TestPostgres::Get().AppConninfo(owner_);
  pg::Pool pool_{application_, 4};
  pg::PointReader points_{application_};
  resource::PageTokens tokens_{std::string(32, 'k')};
  store::Lister lister_{&pool_, &tokens_};
  journal::Journal journal_{{application_, nullptr}};
  Catalog catalog_{&pool_, {&points_, &lister_, &journal_}};
  const people::CatchUp catch_up_ = [](absl::string_view, absl::Time) { return absl::OkStatus(); };
  people::People people_{&points_, catch_up_};
};

}  // namespace steward::catalog
