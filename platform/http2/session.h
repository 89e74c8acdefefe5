#pragma once

// One HTTP/2 connection (RFC 9113) as bytes in and bytes out, without a socket: frames, header
// compression and windows are nghttp2's, what streams mean is their owner's. Belongs to one thread.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"

struct nghttp2_option;
struct nghttp2_session;

namespace steward::http2 {

// Why a stream or a connection ended (RFC 9113 §7); others there are.
enum Error : uint32_t { kNone = 0, kRefusedStream = 7, kCancel = 8, kEnhanceYourCalm = 11 };

// A field of a head or a trailer; names in lower case. Views of what outlives the call they are
// given to.
struct Field {
  absl::string_view name, value;
  // It is another one each time: neither side keeps it.
  bool changes = false;
};
using Fields = std::vector<Field>;

// What became of a stream, for whoever it belongs to. A function may end streams, its own included,
// and write to them.
class Stream {
 public:
  virtual ~Stream() = default;
  virtual void OnField(absl::string_view name, absl::string_view value) = 0;
  // A head, or a trailer, is complete.
  virtual void OnFieldsEnd() = 0;
  // Part of the body. Its sender goes on when it was taken (Session::Take).
  virtual void OnData(absl::string_view bytes) = 0;
  // The peer sends no more.
  virtual void OnEnd() = 0;
  // The last that is heard of it; zero when both sides ended it, else why it broke off (§7).
  virtual void OnClosed(uint32_t error) = 0;
};

class Session {
 public:
  struct Limits {
    // Streams that the peer may have open at once.
    uint32_t streams = 1024;
    // Bytes of a stream's body that may come before any was taken.
    uint32_t window = 1 << 20;
    // Fields that come in one head or trailer, as the peer is told (RFC 9113 §6.5.2): bytes of
    // names and values, and 32 for each. A single one has at most 64 KiB.
    uint32_t fields = 128 << 10;
    // Bytes that each side keeps of what was said in heads before, to say it shorter.
    uint32_t table = 4096;
    // Server: streams that may break off a second, since the peer gives them up or breaks the
    // protocol in them, before it is taken for an attacker; after ten times as many.
    uint32_t resets = 1000;
  };
  // Makes what hears of a stream that the peer opened.
  using Accept = std::function<std::shared_ptr<Stream>(int32_t id)>;

  // The side that accepts connections, and the other.
  static std::unique_ptr<Session> Server(const Limits& limits, Accept accept);
  static std::unique_ptr<Session> Client(const Limits& limits);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // Takes in what the peer sent. False when it broke the protocol, or is taken for an attacker, who
  // is told ENHANCE_YOUR_CALM: send what is left and close.
  bool Receive(absl::string_view bytes);
  // Appends what is to be sent now, until there is no more or `out` has about `limit` bytes.
  void Send(std::string* out, size_t limit);
  bool has_to_send() const;
  // Nothing will come or go any more.
  bool is_over() const;
  // The connection is gone: every open stream hears of it as cancelled.
  void Abandon();
  // Streams that are open.
  size_t streams() const { return entries_.size(); }

  // Client: opens a stream; its body follows with Write unless `ends`. Negative when the
  // connection takes no more streams.
  int32_t Open(const Fields& head, bool ends, std::shared_ptr<Stream> stream);
  // Both sides: more of the body; `last`: that was all. No effect on a stream that is closed, or
  // whose body has ended.
  void Write(int32_t id, std::string bytes, bool last);
  // Bytes of the body that wait for the peer's window, or for Send.
  size_t Unsent(int32_t id) const;

  // Server: a whole answer. Without a body the trailer is sent as its head. When the request has
  // not ended, its rest is not wanted.
  void Answer(int32_t id, const Fields& head, std::string body, const Fields& trailer);
  // The same in pieces: the head, the body with Write, then the trailer.
  void BeginAnswer(int32_t id, const Fields& head);
  void EndAnswer(int32_t id, const Fields& trailer);

  // Bytes of the body were dealt with: the peer may send as many more.
  void Take(int32_t id, size_t bytes);
  // Ends it at once.
  void Reset(int32_t id, uint32_t error);

  // To be called once a second: a peer may send some frames that carry nothing, and give up some
  // streams, but not too many.
  void Tick();
  // Asks the peer for a sign of life, which Receive takes in.
  void Ping();
  // The peer shall open no more streams, but those on their way are served (RFC 9113 §6.8); then,
  // some time later, those that come after are refused.
  void AnnounceEnd();
  void RefuseNewStreams();
  // The peer announced it: no more streams can be opened.
  bool is_ending() const { return is_ending_; }

 private:
  struct Entry;
  struct Calls;

  Session(Accept accept, const Limits& limits);
  Entry* Find(int32_t id) const;
  std::shared_ptr<Stream> StreamOf(int32_t id) const;
  // Not zero when it was one too many.
  int CountEmpty(int type, int flags, size_t length);
  int CountReset(int type);
  // Ends the connection.
  int Calm(absl::string_view why);

  // Null: a client.
  const Accept accept_;
  const uint32_t resets_max_;
  nghttp2_session* session_ = nullptr;
  // Of the Send that runs.
  std::string* out_ = nullptr;
  size_t out_max_ = 0;
  absl::flat_hash_map<int32_t, std::unique_ptr<Entry>> entries_;
  bool is_ending_ = false;
  // That came since a stream went on, but for one a second.
  int empty_frames_ = 0;
  // Streams that broke off, but for resets_max_ a second.
  uint32_t resets_ = 0;
};

}  // namespace steward::http2
