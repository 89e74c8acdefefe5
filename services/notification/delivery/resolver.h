#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "services/notification/delivery/address.h"

namespace steward::notification {

// All addresses of a host; empty when there are none or they cannot be learnt. May block.
using Lookup = std::function<std::vector<Address>(const std::string& host)>;

// Asks the system (getaddrinfo). A host with a dot at its end is looked up as it is, without the
// search domains of the system.
std::vector<Address> SystemLookup(const std::string& host);

// Looks hosts up on a few threads. Lookups of the same host at the same time are made once, so a
// slow name server holds up one thread only. Thread-safe.
class Resolver {
 public:
  Resolver(Lookup lookup, int thread_count);
  // Drops what is waiting and does not wait for what is under way; no `done` runs afterwards.
  ~Resolver();
  Resolver(const Resolver&) = delete;
  Resolver& operator=(const Resolver&) = delete;

  // `done` runs on a thread of the resolver; it must be quick and not call Resolve.
  void Resolve(const std::string& host, std::function<void(const std::vector<Address>&)> done);

 private:
  struct State;
  static void Work(const std::shared_ptr<State>& state);

  // Shared with the threads, which may outlive the resolver by one lookup.
  std::shared_ptr<State> state_;
};

}  // namespace steward::notification
