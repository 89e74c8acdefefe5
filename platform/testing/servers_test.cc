#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <hiredis/hiredis.h>
#include <libpq-fe.h>

#include <memory>
#include <string>

#include "platform/testing/postgres.h"
#include "platform/testing/redis.h"

namespace steward {
namespace {

using ::testing::HasSubstr;

// First value of the first row, or the error.
std::string Query(const std::string& conninfo, const std::string& statement) {
  std::unique_ptr<PGconn, decltype(&PQfinish)> connection(PQconnectdb(conninfo.c_str()), PQfinish);
  std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(connection.get(), statement.c_str()),
                                                       PQclear);
  if (PQresultStatus(result.get()) == PGRES_COMMAND_OK) return "";
  if (PQresultStatus(result.get()) != PGRES_TUPLES_OK) return PQerrorMessage(connection.get());
  return PQgetvalue(result.get(), 0, 0);
}

std::string Ask(const std::string& socket_path, const std::string& command) {
  std::unique_ptr<redisContext, decltype(&redisFree)> context(redisConnectUnix(socket_path.c_str()),
                                                              redisFree);
  auto* reply = static_cast<redisReply*>(redisCommand(context.get(), command.c_str()));
  if (reply == nullptr) return context->errstr;
  std::string text = reply->str != nullptr ? reply->str : "";
  freeReplyObject(reply);
  return text;
}

TEST(TestPostgres, RolesAreNeitherSuperuserNorExemptFromRowSecurity) {
  const std::string owner = TestPostgres::Get().CreateDatabase();
  const char* statement =
      "SELECT rolname || rolsuper::int || rolbypassrls::int FROM pg_roles WHERE rolname = "
      "current_user";

  EXPECT_EQ(Query(owner, statement), "steward_owner00");
  EXPECT_EQ(Query(TestPostgres::Get().AppConninfo(owner), statement), "steward_app_test00");
}

TEST(TestPostgres, DatabasesAreEmptyAndApart) {
  const std::string first = TestPostgres::Get().CreateDatabase();
  const std::string second = TestPostgres::Get().CreateDatabase();

  EXPECT_EQ(Query(first, "CREATE TABLE note (text text)"), "");

  EXPECT_EQ(Query(second, "SELECT to_regclass('note') IS NULL"), "t");
}

TEST(TestPostgres, ApplicationOwnsNothing) {
  const std::string owner = TestPostgres::Get().CreateDatabase();

  EXPECT_THAT(Query(TestPostgres::Get().AppConninfo(owner), "CREATE TABLE note (text text)"),
              HasSubstr("permission denied"));
}

TEST(TestPostgres, DatabasesSurviveAStop) {
  const std::string owner = TestPostgres::Get().CreateDatabase();
  Query(owner, "CREATE TABLE note (text text)");

  TestPostgres::Get().Stop();
  EXPECT_THAT(Query(owner, "SELECT 1"), HasSubstr("no connection"));
  TestPostgres::Get().Start();

  EXPECT_EQ(Query(owner, "SELECT to_regclass('note') IS NULL"), "f");
}

TEST(TestRedis, AnswersAndForgetsEverythingOverAStop) {
  const std::string path = TestRedis::Get().socket_path();
  EXPECT_EQ(Ask(path, "SET bell rung"), "OK");
  EXPECT_EQ(Ask(path, "GET bell"), "rung");

  TestRedis::Get().Stop();
  EXPECT_NE(Ask(path, "PING"), "PONG");
  TestRedis::Get().Start();

  EXPECT_EQ(Ask(path, "PING"), "PONG");
  EXPECT_EQ(Ask(path, "GET bell"), "");
}

}  // namespace
}  // namespace steward
