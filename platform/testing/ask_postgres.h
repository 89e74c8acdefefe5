#pragma once

// What a test asks a database of TestPostgres, past the code that it tests.

#include <libpq-fe.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

namespace steward {

// Runs statements, separated by semicolons, over a connection of their own. Returns the first value
// of the first row of the last one, or "". The process ends with a message when one fails.
inline std::string AskPostgres(const std::string& conninfo, const std::string& statements) {
  std::unique_ptr<PGconn, decltype(&PQfinish)> connection(PQconnectdb(conninfo.c_str()), PQfinish);
  std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(connection.get(), statements.c_str()),
                                                       PQclear);
  const ExecStatusType state = PQresultStatus(result.get());
  if (state != PGRES_COMMAND_OK && state != PGRES_TUPLES_OK) {
    fprintf(stderr, "%s: %s\n", statements.c_str(), PQerrorMessage(connection.get()));
    abort();
  }
  return PQntuples(result.get()) > 0 ? PQgetvalue(result.get(), 0, 0) : "";
}

}  // namespace steward
