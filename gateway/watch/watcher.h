#pragma once

// Follows the events of one tenant over all services that the caller sees and that match the
// filter, and hands them to a sink, in order per resource, each with a cursor. At most one page per
// service is held; while the client does not read, nothing is fetched. A service that cannot be
// reached is caught up with later; a history that is no longer there (OFFSET_TRIMMED,
// EPOCH_CHANGED) ends the stream with that error.

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "gateway/access/access.h"
#include "gateway/access/principals.h"
#include "gateway/watch/board.h"
#include "gateway/watch/cursor.h"
#include "gateway/watch/feed.h"
#include "gateway/watch/stream.h"
#include "google/protobuf/message_lite.h"
#include "platform/access/event_rule.h"
#include "platform/caller/caller.h"
#include "platform/resource/filter_match.h"
#include "steward/event/v1/journal_service.pb.h"

namespace steward::gateway {

struct WatchOptions {
  // Journals are asked at least this often, ± 20 %, rung or not.
  absl::Duration poll = absl::Seconds(5);
  // A bookmark follows when nothing was sent for so long.
  absl::Duration heartbeat = absl::Seconds(15);
  // A stream ends after this, or when its credential expires.
  absl::Duration max_age = absl::Minutes(10);
  // "now" needs the heads of all services within this time, else the stream starts UNAVAILABLE.
  absl::Duration start_timeout = absl::Seconds(3);
  // Whether the caller may still watch is looked up this often. An answer may be 2 s old then:
  // together that stays below kAnswerAgeMax.
  absl::Duration recheck = absl::Seconds(2);
  int page_size = 100;
};

// What all watchers of a loop share. All of it outlives them.
struct WatchContext {
  rpc::Caller& caller;
  Board& board;
  Access& access;
  Principals& principals;
  const CursorCodec& cursors;
  access::EventRule& visible;
  WatchOptions options;
};

class Watcher final : public Stream,
                      public BoardMember,
                      public std::enable_shared_from_this<Watcher> {
 public:
  Watcher(WatchContext context, StreamCall call, std::shared_ptr<StreamSink> sink);
  ~Watcher();
  // Reads the request (steward.event.v1.WatchRequest) and begins. What is wrong with it ends the
  // stream before it opened.
  void Start();

  void Abandon() override;
  void OnRing(const Ring& ring) override;
  void OnSilence() override;
  void OnDrain() override;

 private:
  absl::Status Prepare(bool* now);
  bool Wants(std::string* event, std::set<std::string>* foreign);
  void AskHead(Feed& feed);
  void OnHead(Feed& feed, rpc::Reply& reply);
  void Begin();
  void Pump();
  void SendEvent(Feed& feed);
  void SendBookmark();
  void Sent();
  void Fetch(Feed& feed);
  void OnPage(Feed& feed, rpc::Reply& reply);
  void Note(Feed& feed, const event::v1::NoteReadRequest& note);
  void RetryLater(Feed& feed, std::function<void()> again);
  void ArmRecheck();
  void OnRecheck(Principals::Answer answer);
  void ArmPoll();
  void ArmHeartbeat();
  void End(const absl::Status& status);
  rpc::Outgoing MakeCall(const Feed& feed, absl::string_view method,
                         const google::protobuf::MessageLite& request);
  std::string Cursor() const;

  WatchContext context_;
  StreamCall call_;
  std::shared_ptr<StreamSink> sink_;
  std::string tenant_;
  int shard_;
  // Null: every event.
  absl::optional<resource::FilterMatcher> filter_;
  std::vector<Feed> feeds_;
  size_t turn_ = 0;
  int heads_missing_ = 0;
  bool begun_ = false;
  bool sending_ = false;
  bool bookmark_due_ = false;
  bool ending_ = false;
  bool ended_ = false;
  std::vector<std::shared_ptr<rpc::Timer>> timers_;
  std::shared_ptr<rpc::Timer> recheck_timer_;
  std::shared_ptr<rpc::Timer> poll_timer_;
  std::shared_ptr<rpc::Timer> heartbeat_timer_;
};

// The starter of steward.event.v1.EventService/Watch. `contexts` finds a loop's context by its
// caller.
StreamStarter WatchStarter(std::function<WatchContext(rpc::Caller&)> contexts);

}  // namespace steward::gateway
