#pragma once

// Posts events to endpoints, many at a time, on one thread of its own.

#include <curl/curl.h>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "services/notification/delivery/attempt.h"
#include "services/notification/delivery/lanes.h"
#include "services/notification/delivery/resolver.h"
#include "services/notification/delivery/transfer.h"

namespace steward::notification {

struct HttpSenderSettings {
  AttemptSettings attempt;
  // Greatest number of attempts under way in all, and to one host and port. Others wait for their
  // turn; hosts take turns.
  int under_way_max = 100;
  int under_way_per_host_max = 10;
  Lookup lookup = SystemLookup;
};

// Every attempt checks its URL, resolves the host, checks all of its addresses and connects to one
// of those: a host with one address that the policy does not allow gets nothing. Connections are
// kept and used again. Thread-safe.
class HttpSender {
 public:
  using Done = std::function<void(Outcome)>;

  explicit HttpSender(HttpSenderSettings settings);
  // Breaks off what is under way; every Done that was not called yet is called with `cancelled`.
  ~HttpSender();
  HttpSender(const HttpSender&) = delete;
  HttpSender& operator=(const HttpSender&) = delete;

  // Makes an attempt and calls `done` once, on the sender's thread; it must not block. The queue of
  // attempts has no limit of its own.
  void Submit(Attempt attempt, Done done);

  // Makes all attempts and waits for the outcomes, which are in the order of the attempts.
  std::vector<Outcome> Send(std::vector<Attempt> attempts);

 private:
  // An attempt on its way.
  struct Job {
    Attempt attempt;
    Done done;
    Endpoint endpoint;
    std::string lane;
    // On the monotonic clock.
    absl::Duration started_at;
    std::unique_ptr<Transfer> transfer;
  };
  using JobPointer = std::unique_ptr<Job>;
  struct Resolved {
    uint64_t id;
    std::vector<Address> addresses;
  };
  struct FreeMulti {
    void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
  };

  void Run();
  // Takes what other threads left. False when the sender is to stop.
  bool TakeInbox();
  void Accept(JobPointer job);
  void StartWaiting();
  void Begin(JobPointer job);
  void Connect(JobPointer job, const std::vector<Address>& addresses);
  void CollectFinished();
  void GiveUpResolving();
  int PollMilliseconds() const;
  void Finish(JobPointer job, Outcome outcome);
  void CancelAll();

  const HttpSenderSettings settings_;
  std::unique_ptr<CURLM, FreeMulti> multi_;

  // Of those that follow.
  std::mutex mutex_;
  bool stopping_ = false;
  std::vector<JobPointer> submitted_;
  std::vector<Resolved> resolved_;

  // Of the sender's thread only.
  Lanes<JobPointer> lanes_;
  uint64_t last_id_ = 0;
  std::map<uint64_t, JobPointer> resolving_;
  std::map<CURL*, JobPointer> transferring_;

  std::unique_ptr<Resolver> resolver_;
  std::thread thread_;
};

}  // namespace steward::notification
