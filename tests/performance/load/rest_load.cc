// Calls the gateway over HTTP/1.1, one connection for each outstanding request, with credentials
// and idempotency keys. One thread serves all connections.

#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "tests/performance/load/answer.h"
#include "tests/performance/load/credentials.h"
#include "tests/performance/load/meter.h"
#include "tests/performance/load/rest_connection.h"

namespace steward::bench {
namespace {

const std::string& TicketJson() {
  // The description holds quotes.
  static const std::string json = [] {
    std::string description;
    for (char c : absl::string_view(kDescription))
      absl::StrAppend(&description, c == '"' ? "\\" : "", std::string(1, c));
    return absl::StrCat("{\"kind\":\"INCIDENT\",\"title\":\"", kTitle, "\",\"description\":\"",
                        description, "\",\"impact\":\"HIGH\",\"urgency\":\"MEDIUM\",",
                        "\"requester\":\"", kRequester, "\"}");
  }();
  return json;
}

std::string Post(absl::string_view path, absl::string_view body, const Request& request,
                 absl::string_view headers) {
  return absl::StrCat(
      "POST /v1/", path, " HTTP/1.1\r\n", headers, "Idempotency-Key: ", request.request_id,
      "\r\nContent-Type: application/json\r\nContent-Length: ", body.size(), "\r\n\r\n", body);
}

std::string ToHttp(const Request& request, absl::string_view headers) {
  switch (request.action) {
    case Action::kCreate:
      return Post("tickets", TicketJson(), request, headers);
    case Action::kStart:
      return Post(request.name + ":start", "{}", request, headers);
    case Action::kHold:
      return Post(request.name + ":hold", R"({"holdReason":"AWAITING_VENDOR"})", request, headers);
    case Action::kResume:
      return Post(request.name + ":resume", "{}", request, headers);
    case Action::kGet:
      return absl::StrCat("GET /v1/", request.name, " HTTP/1.1\r\n", headers, "\r\n");
    case Action::kList:
      return absl::StrCat("GET /v1/tickets?pageSize=", kPageSize,
                          request.page_token.empty() ? "" : "&pageToken=", request.page_token,
                          " HTTP/1.1\r\n", headers, "\r\n");
  }
  return "";
}

struct Slot {
  Slot(const Options& options, int number)
      : caller(options, number),
        target(options.targets[static_cast<size_t>(number) % options.targets.size()]) {}

  Caller caller;
  const std::string target;
  std::unique_ptr<RestConnection> connection;
  Request request;
  absl::Time sent;
};

class Load {
 public:
  Load(const Options& options, Credentials credentials)
      : meter_(options),
        gap_(options.rate > 0 ? absl::Seconds(1 / options.rate) : absl::ZeroDuration()),
        events_(epoll_create1(EPOLL_CLOEXEC)),
        credentials_(std::move(credentials)) {
    for (int i = 0; i < options.outstanding; ++i) {
      slots_.push_back(std::make_unique<Slot>(options, i));
      Connect(slots_.back().get());
      if (slots_.back()->caller.prepared()) meter_.Prepared();
    }
  }
  ~Load() { close(events_); }
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;

  int Run() {
    for (const auto& slot : slots_) Continue(slot.get());
    absl::Time quiet_since = next_due_ = absl::Now();
    bool is_running = true;
    while (waiting_ > 0 || (is_open() && is_running)) {
      epoll_event events[64];
      const int count = epoll_wait(events_, events, 64, is_open() ? 1 : 200);
      for (int i = 0; i < count; ++i) Receive(static_cast<Slot*>(events[i].data.ptr));
      const absl::Time now = absl::Now();
      is_running = meter_.IsRunning(now);
      if (is_running && is_open()) SendDue(now);
      if (count > 0) quiet_since = now;
      if (now - quiet_since > absl::Seconds(15)) {
        meter_.Fail("no answer for 15 seconds");
        break;
      }
    }
    return meter_.Report();
  }

 private:
  bool is_open() const { return gap_ > absl::ZeroDuration(); }

  // What the slot had before leaves epoll as it closes.
  void Connect(Slot* slot) {
    slot->connection = std::make_unique<RestConnection>(slot->target);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.ptr = slot;
    epoll_ctl(events_, EPOLL_CTL_ADD, slot->connection->file(), &event);
  }

  // The next call of a slot: at once, or when it is due.
  void Continue(Slot* slot) {
    if (is_open())
      idle_.push_back(slot);
    else
      Send(slot, absl::Now());
  }

  // What was due while no connection was free is as late as it is, and what is more than a second
  // late is not made up for.
  void SendDue(absl::Time now) {
    next_due_ = std::max(next_due_, now - absl::Seconds(1));
    while (!idle_.empty() && next_due_ <= now) {
      Slot* const slot = idle_.back();
      idle_.pop_back();
      Send(slot, next_due_);
      next_due_ += gap_;
    }
  }

  void Send(Slot* slot, absl::Time due) {
    slot->request = slot->caller.Next();
    slot->sent = due;
    if (slot->connection->Send(ToHttp(slot->request, credentials_.HeadersOf(slot->request.tenant))))
      ++waiting_;
    else
      meter_.Fail("a request could not be sent");
  }

  void Receive(Slot* slot) {
    const RestConnection::State state = slot->connection->Receive();
    if (state == RestConnection::State::kWaiting) return;
    --waiting_;
    if (state == RestConnection::State::kBroken) {
      epoll_ctl(events_, EPOLL_CTL_DEL, slot->connection->file(), nullptr);
      return meter_.Fail("the gateway closed a connection");
    }
    const absl::Time now = absl::Now();
    Take(slot, now);
    if (slot->connection->ends()) Connect(slot);
    if (meter_.IsRunning(now)) Continue(slot);
  }

  void Take(Slot* slot, absl::Time now) {
    const RestConnection& connection = *slot->connection;
    if (is_open() && connection.status() == 503) return meter_.Shed();
    if (connection.status() != 200)
      return meter_.Fail(absl::StrCat("status ", connection.status(), ": ", connection.body()));
    const bool was_prepared = slot->caller.prepared();
    if (was_prepared) meter_.Record(slot->sent, now);
    if (!slot->caller.WantsAnswer()) return;
    auto answer = ReadJson(slot->request.action, connection.body());
    if (!answer) return meter_.Fail("an answer is not what was asked for");
    slot->caller.Done(*answer);
    if (!was_prepared && slot->caller.prepared()) meter_.Prepared();
  }

  Meter meter_;
  // Between two calls that are due; zero when each follows its answer.
  const absl::Duration gap_;
  absl::Time next_due_;
  std::vector<Slot*> idle_;
  const int events_;
  const Credentials credentials_;
  std::vector<std::unique_ptr<Slot>> slots_;
  int waiting_ = 0;
};

int Main(int argc, char** argv) {
  const Options options = ParseOptions(argc, argv);
  auto credentials = Credentials::Open(options);
  if (!credentials.ok()) {
    std::fprintf(stderr, "%s\n", std::string(credentials.status().message()).c_str());
    return 2;
  }
  return Load(options, *std::move(credentials)).Run();
}

}  // namespace
}  // namespace steward::bench

int main(int argc, char** argv) { return steward::bench::Main(argc, argv); }
