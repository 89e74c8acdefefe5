#include "services/notification/delivery/resolver.h"

#include <netdb.h>

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

namespace steward::notification {

using Done = std::function<void(const std::vector<Address>&)>;

std::vector<Address> SystemLookup(const std::string& host) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  std::vector<Address> addresses;
  if (getaddrinfo(host.c_str(), nullptr, &hints, &list) != 0) return addresses;
  for (const addrinfo* entry = list; entry != nullptr; entry = entry->ai_next)
    if (auto address = Address::FromSocket(*entry->ai_addr)) addresses.push_back(*address);
  freeaddrinfo(list);
  return addresses;
}

struct Resolver::State {
  explicit State(Lookup lookup_function) : lookup(std::move(lookup_function)) {}

  const Lookup lookup;
  // Of those that follow.
  std::mutex mutex;
  std::condition_variable changed;
  bool closed = false;
  std::deque<std::string> waiting;
  // Who wants to know, of hosts that wait or are being looked up.
  std::map<std::string, std::vector<Done>> wanted;
};

Resolver::Resolver(Lookup lookup, int thread_count)
    : state_(std::make_shared<State>(std::move(lookup))) {
  for (int i = 0; i < thread_count; ++i) std::thread(Work, state_).detach();
}

Resolver::~Resolver() {
  {
    std::lock_guard lock(state_->mutex);
    state_->closed = true;
    state_->wanted.clear();
  }
  state_->changed.notify_all();
}

void Resolver::Resolve(const std::string& host, Done done) {
  {
    std::lock_guard lock(state_->mutex);
    std::vector<Done>& wanted = state_->wanted[host];
    if (wanted.empty()) state_->waiting.push_back(host);
    wanted.push_back(std::move(done));
  }
  state_->changed.notify_one();
}

void Resolver::Work(const std::shared_ptr<State>& state) {
  while (true) {
    std::string host;
    {
      std::unique_lock lock(state->mutex);
      state->changed.wait(lock, [&] { return state->closed || !state->waiting.empty(); });
      if (state->closed) return;
      host = std::move(state->waiting.front());
      state->waiting.pop_front();
    }
    const std::vector<Address> addresses = state->lookup(host);
    // Under the lock, so that the destructor knows that no callback runs any more.
    std::lock_guard lock(state->mutex);
    if (state->closed) return;
    for (const Done& done : state->wanted[host]) done(addresses);
    state->wanted.erase(host);
  }
}

}  // namespace steward::notification
