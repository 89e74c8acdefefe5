#include "platform/testing/postgres.h"

#include <libpq-fe.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "platform/testing/script.h"

namespace steward {
namespace {

void Execute(const std::string& conninfo, const std::string& statement) {
  std::unique_ptr<PGconn, decltype(&PQfinish)> connection(PQconnectdb(conninfo.c_str()), PQfinish);
  std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(connection.get(), statement.c_str()),
                                                       PQclear);
  if (PQresultStatus(result.get()) == PGRES_COMMAND_OK) return;
  fprintf(stderr, "%s: %s\n", statement.c_str(), PQerrorMessage(connection.get()));
  abort();
}

std::string DatabaseName(absl::string_view database) {
  if (database.find('=') == absl::string_view::npos) return std::string(database);
  std::string name;
  PQconninfoOption* options = PQconninfoParse(std::string(database).c_str(), nullptr);
  for (PQconninfoOption* option = options; option != nullptr && option->keyword != nullptr;
       ++option)
    if (absl::string_view(option->keyword) == "dbname" && option->val != nullptr)
      name = option->val;
  PQconninfoFree(options);
  return name;
}

}  // namespace

TestPostgres& TestPostgres::Get() {
  static TestPostgres* postgres = new TestPostgres();
  return *postgres;
}

TestPostgres::TestPostgres() : directory_(test::MakeTemporaryDirectory() + "/postgres") {
  // The script removes the server when this process has ended, however it ends.
  test::RunScript({"postgres.sh", "start", directory_, "--with", absl::StrCat(getpid())});
  server_ = test::RunScript({"postgres.sh", "url", directory_});
  static const pid_t owner = getpid();
  atexit([] {
    if (getpid() == owner) test::RunScript({"postgres.sh", "remove", Get().directory_});
  });
  const std::string superuser = SuperuserConninfo("postgres");
  Execute(superuser, "CREATE ROLE steward_owner LOGIN");
  Execute(superuser, absl::StrCat("CREATE ROLE ", kApplicationRole, " LOGIN"));
}

std::string TestPostgres::CreateDatabase() {
  std::lock_guard lock(mutex_);
  const std::string name = absl::StrCat("test_", ++databases_);
  Execute(SuperuserConninfo("postgres"),
          absl::StrCat("CREATE DATABASE ", name, " OWNER steward_owner"));
  return Conninfo(name, "steward_owner");
}

std::string TestPostgres::AppConninfo(absl::string_view database) const {
  return Conninfo(DatabaseName(database), kApplicationRole);
}

std::string TestPostgres::SuperuserConninfo(absl::string_view database) const {
  return Conninfo(DatabaseName(database), "postgres");
}

void TestPostgres::Stop(absl::string_view mode) {
  test::RunScript({"postgres.sh", "stop", directory_, std::string(mode)});
}

void TestPostgres::Start() { test::RunScript({"postgres.sh", "start", directory_}); }

std::string TestPostgres::Conninfo(absl::string_view database, absl::string_view user) const {
  return absl::StrCat(server_, " dbname=", database, " user=", user);
}

}  // namespace steward
