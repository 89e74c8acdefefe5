// An HTTP/2 connection with a stranger at the other end, and the calls of gRPC that come over it:
// frames, header compression, heads, messages.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <memory>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "platform/http2/session.h"
#include "platform/rpc/request_head.h"
#include "platform/rpc/wire.h"
#include "platform/status/errors.h"

namespace steward::http2 {
namespace {

constexpr char kPreface[] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
constexpr size_t kFieldsMax = 8 << 10, kMessageMax = 4 << 10;
constexpr uint32_t kWindow = 16 << 10, kStreamsMax = 8;
// What is answered of each byte at the most: a frame of nine bytes may end a stream, which says so.
constexpr size_t kAnswerMax = 64;

void Require(bool condition) {
  if (!condition) std::abort();
}

// Answers each call with what it said last, as a server would.
class Echo final : public Stream {
 public:
  Echo(std::unique_ptr<Session>* session, int32_t id) : session_(*session), id_(id) {}
  ~Echo() override { Require(closed_ == 1); }

  void OnField(absl::string_view name, absl::string_view value) override {
    Require(closed_ == 0 && !name.empty());
    for (const char c : name) Require(c < 'A' || c > 'Z');
    for (const char c : value) Require(c != '\r' && c != '\n' && c != '\0');
    if (!has_head_) head_.Take(name, value);
  }

  void OnFieldsEnd() override {
    Require(closed_ == 0);
    if (std::exchange(has_head_, true)) return;
    size_t kept = head_.path().size();
    for (const auto& [name, value] : head_.incoming().metadata) kept += name.size() + value.size();
    Require(kept <= kFieldsMax || !head_.CheckSize().ok());
    if (!head_.CheckSize().ok() || !head_.DecodeBinary() || head_.has_bad_timeout() ||
        !head_.is_grpc())
      return Answer("");
    messages_.SetEncoding(head_.encoding());
  }

  void OnData(absl::string_view bytes) override {
    Require(closed_ == 0 && has_head_ && !has_ended_);
    untaken_ += bytes.size();
    Require(untaken_ <= kWindow);
    if (is_answered_) return Take();
    messages_.Feed(bytes);
    Read();
  }

  void OnEnd() override {
    Require(closed_ == 0 && has_head_ && !has_ended_);
    has_ended_ = true;
    if (!is_answered_) Answer(last_);
  }

  void OnClosed(uint32_t) override { ++closed_; }

 private:
  void Read() {
    while (!is_answered_) {
      const auto next = messages_.Next();
      if (!next.ok()) {
        Require(errors::ReasonOf(next.status()) != errors::Reason::REASON_UNSPECIFIED);
        return Answer("");
      }
      if (!*next) return Take();
      Require((*next)->size() <= kMessageMax);
      last_ = std::string(**next);
    }
  }

  void Take() { session_->Take(id_, std::exchange(untaken_, 0)); }

  void Answer(const std::string& body) {
    is_answered_ = true;
    Take();
    session_->Answer(id_, {{":status", "200"}}, body, {{"grpc-status", "0"}});
  }

  std::unique_ptr<Session>& session_;
  const int32_t id_;
  rpc::RequestHead head_{kFieldsMax};
  rpc::MessageReader messages_{kMessageMax};
  std::string last_;
  size_t untaken_ = 0;
  bool has_head_ = false, has_ended_ = false, is_answered_ = false;
  int closed_ = 0;
};

// Everything that a server says to bytes that arrive in pieces of a size.
void Serve(absl::string_view bytes, size_t piece) {
  std::unique_ptr<Session> session;
  session = Session::Server(
      {.streams = kStreamsMax, .window = kWindow, .fields = kFieldsMax, .resets = 100},
      [&session](int32_t id) { return std::make_shared<Echo>(&session, id); });
  Require(session->Receive(absl::string_view(kPreface, sizeof(kPreface) - 1)));
  const size_t size = bytes.size();
  size_t answered = 0;
  bool goes_on = true;
  while (goes_on && !bytes.empty()) {
    goes_on = session->Receive(bytes.substr(0, piece));
    bytes.remove_prefix(std::min(piece, bytes.size()));
    Require(session->streams() <= kStreamsMax + 1);
    std::string out;
    session->Send(&out, 1 << 20);
    answered += out.size();
  }
  Require(answered <= 4096 + kAnswerMax * size);
  session->Abandon();
  Require(session->streams() == 0);
}

// A client that a stranger answers, on one stream.
void Call(absl::string_view bytes) {
  class Answer final : public Stream {
   public:
    void OnField(absl::string_view, absl::string_view) override { Require(closed_ == 0); }
    void OnFieldsEnd() override {}
    void OnData(absl::string_view bytes) override { messages_.Feed(bytes); }
    void OnEnd() override {
      for (auto next = messages_.Next(); next.ok() && *next; next = messages_.Next())
        Require((*next)->size() <= kMessageMax);
    }
    void OnClosed(uint32_t) override { ++closed_; }
    int closed() const { return closed_; }

   private:
    rpc::MessageReader messages_{kMessageMax};
    int closed_ = 0;
  };
  const auto session = Session::Client({.window = kWindow, .fields = kFieldsMax});
  const auto answer = std::make_shared<Answer>();
  const int32_t id = session->Open(
      {{":method", "POST"}, {":scheme", "http"}, {":path", "/a"}, {":authority", "b"}}, true,
      answer);
  Require(id > 0);
  std::string out;
  session->Send(&out, 1 << 20);
  session->Receive(bytes);
  session->Send(&out, 1 << 20);
  session->Abandon();
  Require(answer->closed() == 1);
}

// However a message arrives, it is the same.
void Decode(absl::string_view bytes) {
  rpc::MessageReader whole(kMessageMax), pieces(kMessageMax);
  for (auto* reader : {&whole, &pieces}) reader->SetEncoding("gzip");
  std::string all, each;
  whole.Feed(bytes);
  const auto drain = [](rpc::MessageReader& reader, std::string* out) {
    for (auto next = reader.Next();; next = reader.Next()) {
      if (!next.ok()) return false;
      if (!*next) return true;
      out->append((*next)->data(), (*next)->size()).push_back('|');
    }
  };
  const bool is_good = drain(whole, &all);
  bool are_good = true;
  for (size_t i = 0; i < bytes.size() && are_good; ++i) {
    pieces.Feed(bytes.substr(i, 1));
    are_good = drain(pieces, &each);
  }
  Require(is_good == are_good && all == each);
  if (const auto timeout = rpc::ParseTimeout(bytes)) {
    const auto again = rpc::ParseTimeout(rpc::FormatTimeout(*timeout));
    Require(again && *again >= *timeout && *again <= *timeout * 1.01 + absl::Nanoseconds(1));
  }
  Require(rpc::PercentDecode(rpc::PercentEncode(bytes)) == bytes);
}

}  // namespace
}  // namespace steward::http2

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view bytes(reinterpret_cast<const char*>(data), size);
  steward::http2::Serve(bytes, size + 1);
  steward::http2::Serve(bytes, 7);
  steward::http2::Call(bytes);
  steward::http2::Decode(bytes.substr(0, 4096));
  return 0;
}
