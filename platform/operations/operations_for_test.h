#pragma once

// The operations of a service on a database of its own, and uploads whose items are words.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "platform/journal/queries.h"
#include "platform/journal/reader.h"
#include "platform/operations/operations.h"
#include "platform/operations/queries.h"
#include "platform/operations/upload.h"
#include "platform/pg/migrate.h"
#include "platform/resource/page.h"
#include "platform/testing/ask_postgres.h"
#include "platform/testing/postgres.h"
#include "platform/testing/status_matchers.h"
#include "platform/time/timestamp.h"

namespace steward::operations {

inline constexpr char kMethod[] = "steward.word.v1.WordService/ImportWords";

class OperationsTest : public testing::Test {
 protected:
  OperationsTest() {
    EXPECT_THAT(
        pg::Migrate(owner_, std::string(TestPostgres::kApplicationRole),
                    {{"journal", journal::sql::kMigrations}, {"operations", sql::kMigrations}}),
        IsOk());
  }

  // Whose permission reaches what is theirs, or, in the scope of the tenant, everything.
  static Call CallOf(const std::string& subject, Scope scope = Scope::kOwn,
                     const std::string& tenant = "acme") {
    Call call;
    call.tenant = tenant;
    call.subject = subject;
    call.roles = {scope == Scope::kOwn ? "integration" : "tenant_admin"};
    call.scope = scope;
    call.permission = "tickets.import";
    call.method = kMethod;
    call.request_id = "call-1";
    call.deadline = absl::Now() + absl::Seconds(20);
    return call;
  }

  // An item; as the worker gets it.
  static operation::v1::Demand Item(const std::string& word) {
    operation::v1::Demand item;
    item.set_request_id(word);
    return item;
  }
  static std::string WordOf(const std::string& input) {
    operation::v1::Demand item;
    return item.ParseFromString(input) ? item.request_id() : "";
  }

  // An operation over these words. An empty one is refused from the beginning.
  absl::StatusOr<Operation> Import(const std::vector<std::string>& words,
                                   const std::string& request_id = "", bool validate_only = false,
                                   const Call& call = CallOf("users/alice")) {
    Upload upload(&operations_, call);
    for (const std::string& word : words) {
      const absl::Status status = upload.Add(
          Item(word), word.empty() ? errors::InvalidField("word", "is empty") : absl::OkStatus());
      if (!status.ok()) return status;
    }
    return upload.Finish(request_id, validate_only);
  }

  Operation Get(const std::string& name) {
    return operations_.store()
        .operations()
        .Get(CallOf("users/admin", Scope::kTenant), name)
        .value();
  }
  // States of the items, by line.
  std::vector<OperationItem> Items(const std::string& name) {
    const auto page = operations_.items().List(CallOf("users/admin", Scope::kTenant),
                                               {"", "", 1000, "", name.substr(name.find('/') + 1)});
    const auto response = page.value().Parse();
    return {response.items().begin(), response.items().end()};
  }
  std::string CountItems() {
    return AskPostgres(owner_, "SET app.system = 'on'; SELECT count(*) FROM operation_item");
  }

  const std::string owner_ = TestPostgres::Get().CreateDatabase();
  const std::string application_ = TestPostgres::Get().AppConninfo(owner_);
  pg::Pool pool_{application_, 2};
  pg::PointReader points_{application_};
  resource::PageTokens tokens_{std::string(32, 'k')};
  store::Lister lister_{&pool_, &tokens_};
  journal::Journal journal_{{application_, nullptr}};
  journal::Reader history_{&pool_, "ticket"};
  Operations operations_{{"ticket", application_, &points_, &lister_, &journal_}};
};

}  // namespace steward::operations
