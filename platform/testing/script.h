#pragma once

// Runs the scripts of scripts/lib, which know how to start PostgreSQL and Redis as a proper user.

#include <string>
#include <vector>

namespace steward::test {

// Runs scripts/lib/<words[0]> with the other words and returns its output without the last line
// end. The test process ends with a message when the script fails: no test makes sense then.
std::string RunScript(const std::vector<std::string>& words);

// A fresh directory below TMPDIR (/tmp) that other users may traverse, removed at exit.
std::string MakeTemporaryDirectory();

}  // namespace steward::test
