#pragma once

// What one caller does, call by call, whatever the transport.

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "tests/performance/load/options.h"

namespace steward::bench {

enum class Action { kCreate, kStart, kHold, kResume, kGet, kList };

// One call. Which strings are set depends on the action.
struct Request {
  Action action = Action::kCreate;
  int tenant = 0;
  std::string name;
  // Every change has one of its own.
  std::string request_id;
  std::string page_token;
};

// What a caller needs of an answer.
struct Answer {
  std::string name;
  std::string page_token;
};

// The content of every ticket that is created.
inline constexpr char kTitle[] = "VPN is down for the whole sales team on floor 4";
inline constexpr char kDescription[] =
    "Since 8:40 nobody in the sales group can connect to the company network from home. The client"
    " stops at \"negotiating\" and shows error 809 after half a minute; on Macs nothing happens at"
    " all. Restarting the laptops and the routers did not help. Colleagues in the office are not"
    " affected, and neither are those of other groups. About forty people are waiting.";
// The caller: anybody else has to be known to the directory, which is not there.
inline constexpr char kRequester[] = "users/bench";
inline constexpr int kPageSize = 50;

// Not thread-safe.
class Caller {
 public:
  Caller(const Options& options, int number);

  // True once the measured calls may begin: `update` first makes its tickets.
  bool prepared() const { return prepared_; }
  Request Next();
  // Whether the answer to the last request must be read.
  bool WantsAnswer() const { return !prepared_ || operation_ == Operation::kList; }
  void Done(const Answer& answer);

 private:
  Request Prepare() const;
  Request Change();
  std::string NewRequestId();

  const Operation operation_;
  const int number_;
  const int tenant_;
  const long id_first_;
  std::mt19937_64 random_;
  std::uniform_int_distribution<long> id_;
  uint64_t run_ = 0;
  uint64_t requests_ = 0;
  bool prepared_;
  // `update` holds and resumes these in turn, each by one caller only: no guard fails.
  std::vector<std::string> names_;
  bool started_ = true;
  size_t turn_ = 0;
  std::string page_token_;
};

}  // namespace steward::bench
