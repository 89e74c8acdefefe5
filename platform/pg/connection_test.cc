#include "platform/pg/connection.h"

#include "absl/strings/str_cat.h"
#include "platform/pg/error.h"
#include "platform/pg/transaction.h"
#include "platform/testing/postgres.h"
#include "platform/testing/status_matchers.h"

namespace steward::pg {
namespace {

using errors::Reason;

constexpr Query kInsert{"insert_item", "INSERT INTO item (id) VALUES ($1)"};
constexpr Query kCount{"count_items", "SELECT count(*) FROM item"};
constexpr Query kFail{"fail", "SELECT 1 / $1"};
constexpr Query kSleep{"sleep", "SELECT pg_sleep($1)"};

absl::Time Soon() { return absl::Now() + absl::Seconds(10); }

Statement Insert(int64_t id) {
  Statement statement{&kInsert, {}, {}};
  statement.params.Int(id);
  return statement;
}

Statement Fail() {
  Statement statement{&kFail, {}, {}};
  statement.params.Int(0);
  return statement;
}

Statement Text(std::string text) { return {nullptr, {}, std::move(text)}; }

class ConnectionTest : public ::testing::Test {
 protected:
  void SetUp() override {
    conninfo_ = TestPostgres::Get().CreateDatabase();
    connection_ = Open();
    ASSERT_THAT(connection_->RunScript("CREATE TABLE item (id bigint PRIMARY KEY)"), IsOk());
  }

  std::unique_ptr<Connection> Open() { return Connection::Open(conninfo_).value(); }

  absl::StatusOr<std::vector<Result>> Run(const std::vector<Statement>& statements) {
    return connection_->Run(statements, Soon());
  }

  int64_t Count(Connection& connection) {
    auto results = connection.Run(std::vector<Statement>{{&kCount, {}, {}}}, Soon());
    return results.ok() ? results->at(0).Int(0, 0) : -1;
  }

  std::string conninfo_;
  std::unique_ptr<Connection> connection_;
};

TEST_F(ConnectionTest, AnswersEachStatementInItsPlace) {
  auto results = Run({Insert(1), Text("SELECT 7"), Insert(2), {&kCount, {}, {}}});

  ASSERT_THAT(results, IsOk());
  ASSERT_EQ(results->size(), 4u);
  EXPECT_EQ(results->at(0).affected(), 1);
  EXPECT_EQ(results->at(1).Int(0, 0), 7);
  EXPECT_EQ(results->at(3).Int(0, 0), 2);
}

TEST_F(ConnectionTest, RollsBackTheWholeRunWhenAStatementInItsMiddleFails) {
  auto results = Run({Insert(1), Fail(), Insert(2)});

  EXPECT_EQ(SqlState(results.status()), "22012");
  EXPECT_THAT(results, HasReason(Reason::INTERNAL));
  EXPECT_FALSE(connection_->broken());
  EXPECT_EQ(Count(*connection_), 0);
}

TEST_F(ConnectionTest, ReportsTheFirstErrorOfARun) {
  ASSERT_THAT(Run({Insert(1)}), IsOk());

  auto results = Run({Insert(1), Fail()});

  EXPECT_EQ(SqlState(results.status()), kUniqueViolation);
  EXPECT_THAT(results, HasReason(Reason::RESOURCE_ALREADY_EXISTS));
}

TEST_F(ConnectionTest, NeverShowsTheWordsOfPostgresqlToTheClient) {
  auto results = Run({Text("SELECT 'canary' FROM no_such_table")});

  ASSERT_THAT(results, HasReason(Reason::INTERNAL));
  EXPECT_THAT(std::string(results.status().message()),
              ::testing::Not(::testing::HasSubstr("no_such_table")));
  EXPECT_THAT(errors::LogText(results.status()), ::testing::HasSubstr("no_such_table"));
}

TEST_F(ConnectionTest, StaysUsableAfterManyErrors) {
  for (int i = 0; i < 20; ++i) {
    EXPECT_THAT(Run({Insert(i), Fail()}), ::testing::Not(IsOk()));
    EXPECT_THAT(Run({Insert(i)}), IsOk());
  }
  EXPECT_EQ(Count(*connection_), 20);
}

TEST_F(ConnectionTest, RollsBackAnOpenTransactionWhenAStatementFails) {
  EXPECT_THAT(Run({{&kBegin, {}, {}}, Insert(1), Fail(), {&kCommit, {}, {}}}),
              ::testing::Not(IsOk()));

  EXPECT_THAT(Run({Insert(2)}), IsOk());
  auto other = Open();
  EXPECT_EQ(Count(*other), 1);
}

// Plans are made again now and then, which must not come between an error and its rollback.
TEST_F(ConnectionTest, ReportsTheErrorOfATransactionHoweverManyRunsCameBefore) {
  for (int i = 0; i < 300; ++i) {
    auto results = Run({{&kBegin, {}, {}}, Fail(), {&kCommit, {}, {}}});
    ASSERT_EQ(SqlState(results.status()), "22012") << i;
  }
}

TEST_F(ConnectionTest, StartsTheNextRunWhileOneIsCommitted) {
  const std::vector<Statement> first = {{&kBegin, {}, {}}, Insert(1), {&kCommit, {}, {}}};
  const std::vector<Statement> second = {{&kBegin, {}, {}}, {&kCount, {}, {}}, {&kCommit, {}, {}}};
  ASSERT_THAT(connection_->Start(first), IsOk());
  ASSERT_THAT(connection_->AwaitLast(Soon()), IsOk());
  ASSERT_THAT(connection_->Start(second), IsOk());

  const auto one = connection_->Finish(Soon());
  const auto two = connection_->Finish(Soon());

  ASSERT_THAT(one, IsOk());
  ASSERT_THAT(two, IsOk());
  EXPECT_EQ(one->size(), 3u);
  EXPECT_EQ(two->at(1).Int(0, 0), 1);
}

TEST_F(ConnectionTest, TellsBeforeTheEndThatARunFailed) {
  const std::vector<Statement> failing = {{&kBegin, {}, {}}, Insert(1), Fail(), {&kCommit, {}, {}}};
  ASSERT_THAT(connection_->Start(failing), IsOk());

  EXPECT_EQ(SqlState(connection_->AwaitLast(Soon())), "22012");
  EXPECT_EQ(SqlState(connection_->Finish(Soon()).status()), "22012");

  EXPECT_THAT(Run({Insert(2)}), IsOk());
  EXPECT_EQ(Count(*connection_), 1);
}

TEST_F(ConnectionTest, ACommitThatFailsLeavesTheNextRunAlone) {
  ASSERT_THAT(connection_->RunScript("CREATE TABLE late (id bigint UNIQUE DEFERRABLE INITIALLY "
                                     "DEFERRED); INSERT INTO late VALUES (1)"),
              IsOk());
  const std::vector<Statement> first = {
      {&kBegin, {}, {}}, Text("INSERT INTO late VALUES (1)"), Insert(1), {&kCommit, {}, {}}};
  const std::vector<Statement> second = {{&kBegin, {}, {}}, Insert(2), {&kCommit, {}, {}}};
  ASSERT_THAT(connection_->Start(first), IsOk());
  ASSERT_THAT(connection_->AwaitLast(Soon()), IsOk());
  ASSERT_THAT(connection_->Start(second), IsOk());

  EXPECT_EQ(SqlState(connection_->Finish(Soon()).status()), kUniqueViolation);
  EXPECT_THAT(connection_->Finish(Soon()), IsOk());
  EXPECT_EQ(Count(*connection_), 1);
}

TEST_F(ConnectionTest, KeepsATransactionOpenFromRunToRun) {
  auto other = Open();
  ASSERT_THAT(Run({{&kBegin, {}, {}}, Insert(1)}), IsOk());
  EXPECT_EQ(Count(*other), 0);

  ASSERT_THAT(Run({Insert(2), {&kCommit, {}, {}}}), IsOk());

  EXPECT_EQ(Count(*other), 2);
}

TEST_F(ConnectionTest, UndoesEarlierRunsOfATransactionThatFailsLater) {
  ASSERT_THAT(Run({{&kBegin, {}, {}}, Insert(1)}), IsOk());

  EXPECT_THAT(Run({Fail()}), ::testing::Not(IsOk()));

  EXPECT_EQ(Count(*connection_), 0);
}

TEST_F(ConnectionTest, PreparesAStatementOnceAndKeepsItOverErrors) {
  ASSERT_THAT(Run({Insert(1), Insert(2)}), IsOk());
  EXPECT_THAT(Run({Insert(1)}), ::testing::Not(IsOk()));
  ASSERT_THAT(Run({Insert(3)}), IsOk());

  auto results =
      Run({Text("SELECT count(*), sum(generic_plans + custom_plans)::bigint FROM"
                " pg_prepared_statements WHERE name = 'insert_item'")});

  ASSERT_THAT(results, IsOk());
  EXPECT_EQ(results->at(0).Int(0, 0), 1);
  EXPECT_EQ(results->at(0).Int(0, 1), 4);
}

TEST_F(ConnectionTest, PreparesAfterAnErrorThatCameBeforeThePreparation) {
  EXPECT_THAT(Run({Fail(), Insert(1)}), ::testing::Not(IsOk()));

  EXPECT_THAT(Run({Insert(1)}), IsOk());
  EXPECT_EQ(Count(*connection_), 1);
}

TEST_F(ConnectionTest, SurvivesAStatementThatCannotBePrepared) {
  static constexpr Query kWrong{"wrong", "SELEC 1"};
  for (int i = 0; i < 2; ++i) {
    auto results = Run({{&kWrong, {}, {}}, Insert(1)});
    EXPECT_EQ(SqlState(results.status()), "42601");
  }
  EXPECT_THAT(Run({Insert(1)}), IsOk());
}

TEST_F(ConnectionTest, BreaksWhenTheDeadlinePasses) {
  Statement sleep{&kSleep, {}, {}};
  sleep.params.Double(30);

  auto results =
      connection_->Run(std::vector<Statement>{sleep}, absl::Now() + absl::Milliseconds(50));

  EXPECT_THAT(results, StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_TRUE(IsConnectionLost(results.status()));
  EXPECT_TRUE(connection_->broken());
  EXPECT_TRUE(IsConnectionLost(Run({Insert(1)}).status()));
}

TEST_F(ConnectionTest, TellsWhenAStatementTimedOutInTheServer) {
  auto patient = Connection::Open(conninfo_, "-c statement_timeout=50ms").value();
  Statement sleep{&kSleep, {}, {}};
  sleep.params.Double(30);

  auto results = patient->Run(std::vector<Statement>{sleep}, Soon());

  EXPECT_THAT(results, HasReason(Reason::DEADLINE_EXCEEDED));
  EXPECT_FALSE(patient->broken());
}

TEST_F(ConnectionTest, TellsThatItWasLostWhenTheServerEndsIt) {
  auto pid = Run({Text("SELECT pg_backend_pid()")});
  ASSERT_THAT(pid, IsOk());
  auto killer = Open();
  ASSERT_THAT(killer->RunScript(
                  absl::StrCat("SELECT pg_terminate_backend(", pid->at(0).Int(0, 0), ", 5000)")),
              IsOk());

  auto results = Run({Insert(1)});

  EXPECT_THAT(results, HasReason(Reason::UNAVAILABLE));
  EXPECT_TRUE(IsConnectionLost(results.status()));
  EXPECT_TRUE(connection_->broken());
}

TEST_F(ConnectionTest, BreaksOnAServerThatNoLongerTakesWrites) {
  auto standby = Connection::Open(conninfo_, "-c default_transaction_read_only=on").value();

  auto results = standby->Run(std::vector<Statement>{Insert(1)}, Soon());

  EXPECT_TRUE(IsConnectionLost(results.status()));
  EXPECT_TRUE(standby->broken());
}

TEST_F(ConnectionTest, CannotBeOpenedWhereNobodyListens) {
  auto connection = Connection::Open("host=/nonexistent dbname=x user=y");

  EXPECT_THAT(connection, HasReason(Reason::UNAVAILABLE));
  EXPECT_TRUE(IsConnectionLost(connection.status()));
}

TEST_F(ConnectionTest, CarriesMoreThanTheBuffersHold) {
  std::vector<Statement> statements;
  for (int i = 0; i < 40; ++i) {
    Statement statement{nullptr, {}, "SELECT $1"};
    statement.params.Text(std::string(500000, 'a' + i % 26));
    statements.push_back(std::move(statement));
  }

  auto results = Run(statements);

  ASSERT_THAT(results, IsOk());
  for (int i = 0; i < 40; ++i)
    EXPECT_EQ(results->at(i).Bytes(0, 0), std::string(500000, 'a' + i % 26));
}

TEST_F(ConnectionTest, MakesPlansAgainWhenTheirTablesHaveGrown) {
  static constexpr Query kFind{"find", "SELECT id FROM item WHERE id = $1"};
  ASSERT_THAT(connection_->RunScript("SET plan_cache_mode = force_generic_plan;"
                                     "ALTER TABLE item SET (autovacuum_enabled = off);"
                                     "INSERT INTO item VALUES (0); ANALYZE item"),
              IsOk());
  auto plan = [&] {
    return std::string(Run({Text("EXPLAIN EXECUTE find (1)")}).value()[0].Bytes(0, 0));
  };
  Statement find{&kFind, {}, {}};
  find.params.Int(1);
  ASSERT_THAT(Run({find}), IsOk());
  ASSERT_THAT(plan(), ::testing::HasSubstr("Seq Scan"));
  ASSERT_THAT(connection_->RunScript("INSERT INTO item SELECT generate_series(1, 20000)"), IsOk());
  ASSERT_THAT(plan(), ::testing::HasSubstr("Seq Scan")) << "PostgreSQL has noticed by itself";

  for (int i = 0; i < 260; ++i) {
    auto found = Run({find});
    ASSERT_THAT(found, IsOk());
    ASSERT_EQ(found->size(), 1u);
    ASSERT_EQ(found->at(0).Int(0, 0), 1);
  }

  EXPECT_THAT(plan(), ::testing::HasSubstr("Index"));
}

TEST_F(ConnectionTest, RunsScriptsBetweenPipelines) {
  ASSERT_THAT(Run({Insert(1)}), IsOk());
  ASSERT_THAT(connection_->RunScript("INSERT INTO item VALUES (2); INSERT INTO item VALUES (3)"),
              IsOk());
  EXPECT_EQ(SqlState(connection_->RunScript("INSERT INTO item VALUES (4); SELECT 1/0")), "22012");

  EXPECT_EQ(Count(*connection_), 3);
}

}  // namespace
}  // namespace steward::pg
