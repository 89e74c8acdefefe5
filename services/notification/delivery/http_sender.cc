#include "services/notification/delivery/http_sender.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/blocking_counter.h"
#include "platform/tls/broken_pipe.h"

namespace steward::notification {
namespace {

constexpr int kResolverThreads = 16;
constexpr int kPollMilliseconds = 1000;

CURLM* NewMulti() {
  static const CURLcode initialized = curl_global_init(CURL_GLOBAL_DEFAULT);
  return initialized == CURLE_OK ? curl_multi_init() : nullptr;
}

// Time since some moment; unlike the time of day it never jumps.
absl::Duration Monotonic() {
  return absl::FromChrono(std::chrono::steady_clock::now().time_since_epoch());
}

Outcome Failed(absl::string_view error) {
  Outcome outcome;
  outcome.error = std::string(error);
  return outcome;
}

// With the dot, the search domains of the cluster are not tried.
std::string LookupName(const Endpoint& endpoint, const UrlPolicy& policy) {
  return policy.allow_private_networks ? endpoint.host : absl::StrCat(endpoint.host, ".");
}

}  // namespace

HttpSender::HttpSender(HttpSenderSettings settings)
    : settings_(std::move(settings)),
      multi_(NewMulti()),
      lanes_(settings_.under_way_max, settings_.under_way_per_host_max),
      resolver_(std::make_unique<Resolver>(settings_.lookup, kResolverThreads)) {
  curl_multi_setopt(multi_.get(), CURLMOPT_MAXCONNECTS, static_cast<long>(settings_.under_way_max));
  thread_ = std::thread([this] { Run(); });
}

HttpSender::~HttpSender() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  curl_multi_wakeup(multi_.get());
  thread_.join();
}

void HttpSender::Submit(Attempt attempt, Done done) {
  auto job = std::make_unique<Job>();
  job->attempt = std::move(attempt);
  job->done = std::move(done);
  {
    std::lock_guard lock(mutex_);
    submitted_.push_back(std::move(job));
  }
  curl_multi_wakeup(multi_.get());
}

std::vector<Outcome> HttpSender::Send(std::vector<Attempt> attempts) {
  std::vector<Outcome> outcomes(attempts.size());
  absl::BlockingCounter left(static_cast<int>(attempts.size()));
  for (size_t i = 0; i < attempts.size(); ++i)
    Submit(std::move(attempts[i]), [&outcomes, &left, i](Outcome outcome) {
      outcomes[i] = std::move(outcome);
      left.DecrementCount();
    });
  left.Wait();
  return outcomes;
}

void HttpSender::Run() {
  tls::BlockBrokenPipeSignal();
  while (TakeInbox()) {
    StartWaiting();
    int running = 0;
    curl_multi_perform(multi_.get(), &running);
    CollectFinished();
    GiveUpResolving();
    StartWaiting();
    curl_multi_poll(multi_.get(), nullptr, 0, PollMilliseconds(), nullptr);
  }
  resolver_.reset();
  CancelAll();
}

bool HttpSender::TakeInbox() {
  std::vector<JobPointer> submitted;
  std::vector<Resolved> resolved;
  {
    std::lock_guard lock(mutex_);
    if (stopping_) return false;
    submitted.swap(submitted_);
    resolved.swap(resolved_);
  }
  for (JobPointer& job : submitted) Accept(std::move(job));
  for (const Resolved& answer : resolved) {
    auto found = resolving_.find(answer.id);
    if (found == resolving_.end()) continue;
    JobPointer job = std::move(found->second);
    resolving_.erase(found);
    Connect(std::move(job), answer.addresses);
  }
  return true;
}

void HttpSender::Accept(JobPointer job) {
  auto endpoint = CheckUrl(job->attempt.url, settings_.attempt.policy);
  if (!endpoint.ok()) return job->done(Failed(endpoint.status().message()));
  job->endpoint = *std::move(endpoint);
  job->lane = absl::StrCat(job->endpoint.host, ":", job->endpoint.port);
  const std::string lane = job->lane;
  lanes_.Push(lane, std::move(job));
}

void HttpSender::StartWaiting() {
  while (auto job = lanes_.Next()) Begin(*std::move(job));
}

void HttpSender::Begin(JobPointer job) {
  job->started_at = Monotonic();
  if (auto literal = Address::Parse(job->endpoint.host)) {
    Connect(std::move(job), {*literal});
    return;
  }
  const uint64_t id = ++last_id_;
  const std::string host = LookupName(job->endpoint, settings_.attempt.policy);
  resolving_.emplace(id, std::move(job));
  resolver_->Resolve(host, [this, id](const std::vector<Address>& addresses) {
    {
      std::lock_guard lock(mutex_);
      resolved_.push_back({id, addresses});
    }
    curl_multi_wakeup(multi_.get());
  });
}

void HttpSender::Connect(JobPointer job, const std::vector<Address>& addresses) {
  const AttemptSettings& settings = settings_.attempt;
  if (addresses.empty())
    return Finish(std::move(job), Failed("The host of the URL has no address."));
  if (!std::all_of(addresses.begin(), addresses.end(),
                   [&](const Address& address) { return MayConnect(address, settings.policy); }))
    return Finish(std::move(job), Failed("The host of the URL has an address that is not public."));
  const absl::Duration time_left = settings.limits.total_timeout - (Monotonic() - job->started_at);
  job->transfer = std::make_unique<Transfer>(std::move(job->attempt), job->endpoint, addresses,
                                             settings, time_left);
  CURL* handle = job->transfer->handle();
  if (curl_multi_add_handle(multi_.get(), handle) != CURLM_OK)
    return Finish(std::move(job), Failed("The attempt could not be started."));
  transferring_.emplace(handle, std::move(job));
}

void HttpSender::CollectFinished() {
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    // The message is gone once its handle is removed.
    CURL* handle = message->easy_handle;
    const CURLcode code = message->data.result;
    auto found = transferring_.find(handle);
    JobPointer job = std::move(found->second);
    transferring_.erase(found);
    Outcome outcome = job->transfer->Finish(code);
    curl_multi_remove_handle(multi_.get(), handle);
    Finish(std::move(job), std::move(outcome));
  }
}

void HttpSender::GiveUpResolving() {
  const absl::Duration started_before = Monotonic() - settings_.attempt.limits.total_timeout;
  for (auto job = resolving_.begin(); job != resolving_.end();) {
    if (job->second->started_at > started_before) {
      ++job;
      continue;
    }
    JobPointer late = std::move(job->second);
    job = resolving_.erase(job);
    Finish(std::move(late), Failed("The host of the URL was not found in time."));
  }
}

int HttpSender::PollMilliseconds() const {
  if (resolving_.empty()) return kPollMilliseconds;
  // Ids rise with time, so the first waits longest.
  const absl::Duration left =
      resolving_.begin()->second->started_at + settings_.attempt.limits.total_timeout - Monotonic();
  return static_cast<int>(
      std::clamp<int64_t>(absl::ToInt64Milliseconds(left) + 1, 0, kPollMilliseconds));
}

void HttpSender::Finish(JobPointer job, Outcome outcome) {
  outcome.latency = Monotonic() - job->started_at;
  lanes_.Release(job->lane);
  job->done(std::move(outcome));
}

void HttpSender::CancelAll() {
  std::vector<JobPointer> jobs;
  {
    std::lock_guard lock(mutex_);
    jobs.swap(submitted_);
  }
  for (auto& [handle, job] : transferring_) {
    curl_multi_remove_handle(multi_.get(), handle);
    jobs.push_back(std::move(job));
  }
  for (auto& [id, job] : resolving_) jobs.push_back(std::move(job));
  for (const JobPointer& job : jobs)
    if (!job->lane.empty()) lanes_.Release(job->lane);
  while (auto job = lanes_.Next()) {
    lanes_.Release((*job)->lane);
    jobs.push_back(*std::move(job));
  }
  Outcome cancelled = Failed("The attempt was broken off.");
  cancelled.cancelled = true;
  for (const JobPointer& job : jobs) job->done(cancelled);
}

}  // namespace steward::notification
