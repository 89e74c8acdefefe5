#pragma once

// SQL lives in files; the build turns each into one of these constants (cmake/Sql.cmake).

namespace steward::pg {

// One statement. `name` labels metrics and prepared statements; addresses identify queries.
struct Query {
  const char* name;
  const char* text;
};

// One forward-only step of a schema; may hold several statements.
struct Migration {
  const char* name;
  const char* text;
};

}  // namespace steward::pg
