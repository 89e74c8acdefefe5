#pragma once

// One connection. For server.cc only: this header needs Asio.

#include <chrono>
#include <memory>
#include <string>

#include "absl/types/optional.h"
#include "gateway/http/body_pace.h"
#include "gateway/http/connection.h"
#include "gateway/http/head_scan.h"
#include "gateway/http/message.h"
#include "gateway/http/parser.h"
#include "gateway/http/server.h"

namespace steward::gateway {

// What the sessions of one io thread share.
struct SessionContext {
  HttpOptions options;
  std::shared_ptr<Handler> handler;
  // Updated each second.
  std::string date;
  // Whether answers say that their connections end with them.
  bool parting = false;
  bool draining = false;
};

// Reads the head of a request, hands it to the handler, reads the body when asked to, writes the
// answer, and starts over: what a client sends ahead waits in the buffer or in its own. Timeouts
// are checked by Tick, once a second, instead of by a timer per read.
class Session final : public Exchange, public std::enable_shared_from_this<Session> {
 public:
  using Clock = std::chrono::steady_clock;

  // Without `tls` the connection is plain.
  Session(Connection::Socket socket, SSL_CTX* tls, SessionContext& context);
  ~Session() override;
  void Start();
  // Closes the connection or answers 408 when a deadline passed.
  void Tick(Clock::time_point now);
  // Leaves it to end with the answer to the request under way, or to the one that comes within a
  // second: it may have been sent already.
  void Drain();
  // When its time to end is over: closes it, but refuses a request whose body is still coming, so
  // that its client knows what to do.
  void CutOff();
  void Close();
  bool closed() const { return phase_ == Phase::kClosed; }

  HttpRequest& request() override { return request_; }
  const std::string& client_address() const override { return client_address_; }
  bool secure() const override { return connection_.secure(); }
  void ReadBody(size_t max, BodyRead read) override;
  void ReadPiece(size_t max, BodyRead read) override;
  bool body_ended() const override { return parser_.is_complete(); }
  void Answer(HttpAnswer answer) override;
  void StartStream(HttpAnswer head, std::function<void()> closed) override;
  void Write(std::string piece, std::function<void()> written) override;
  void EndStream() override;
  void Abort() override { Close(); }

 private:
  enum class Phase { kHandshake, kIdle, kHead, kBody, kHandling, kWriting, kStreaming, kClosed };

  void Enter(Phase phase, absl::Duration timeout);
  void Handshake();
  void NextRequest();
  void Read();
  size_t BodyRoom() const;
  void OnBytes(size_t count);
  void ParseHead();
  // Of what was not parsed yet.
  RequestParser::Result Parse();
  void Dispatch(RequestParser::Result result);
  void Refuse(const Refusal& refusal);
  void StartBody(size_t max, bool whole, BodyRead read);
  void ContinueBody();
  void OnContinueSent();
  void ParseBody(size_t arrived);
  void EndBody(const Refusal* refusal);
  // Whether the connection can go on though the body was not read.
  bool MayDiscard() const;
  void Flush(std::function<void()> then);
  void FlushStream();
  void AfterAnswer();
  void AddSecurity(HttpAnswer* answer) const;
  void WatchForClose();
  absl::string_view unread() const { return absl::string_view(in_).substr(in_used_); }

  Connection connection_;
  SessionContext& context_;
  std::string client_address_;
  Phase phase_ = Phase::kIdle;
  Clock::time_point deadline_;
  std::string in_;
  size_t in_used_ = 0;
  std::string out_;
  HeadScan scan_;
  RequestParser parser_;
  HttpRequest request_;
  BodyPace pace_;
  // The reading of a body that is under way: how much it may be, and whether all of it is wanted.
  BodyRead body_read_;
  // Was there before the client was told to go on.
  absl::optional<HttpAnswer> early_answer_;
  size_t body_max_ = 0;
  bool body_whole_ = false;
  int requests_ = 0;
  bool keep_alive_ = true;
  bool draining_ = false;
  bool continue_sent_ = false;
  bool stream_ending_ = false;
  bool write_pending_ = false;
  bool read_pending_ = false;
  // Nothing is expected of the client any more: what it sends is thrown away.
  bool watching_ = false;
  // Of a stream: what follows `out_`, and whom to tell when all is sent.
  std::string queued_;
  std::function<void()> written_;
  std::function<void()> stream_closed_;
};

}  // namespace steward::gateway
