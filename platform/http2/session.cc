#include "platform/http2/session.h"

#include <nghttp2/nghttp2.h>

#include <algorithm>
#include <utility>

namespace steward::http2 {
namespace {

// All streams of a connection together. One that takes its time must not hold the others up.
constexpr int32_t kConnectionWindow = 64 << 20;
// Errors travel in trailers, with all their violations.
constexpr size_t kFieldsSent = 1 << 20;
// Keepalive pings, and those that measure the way, come seldom or beside data.
constexpr int kEmptyFramesMax = 100;
// Seconds whose resets may come at once: whoever gives up a burst of calls at their deadlines is no
// attacker.
constexpr uint32_t kResetBurst = 10;
// Frames of 16 KiB that a head or trailer may take.
constexpr size_t kContinuationsMax = 16;
// Bytes of the head of a frame (RFC 9113 §4.1).
constexpr size_t kFrameHead = 9;

// Fields as the library takes them, which asks for bytes that could be changed.
class Block {
 public:
  explicit Block(const Fields& fields) {
    size_t size = 0;
    for (const Field& field : fields) size += field.name.size() + field.value.size();
    bytes_.reserve(size);
    all_.reserve(fields.size());
    for (const Field& field : fields) {
      uint8_t* const name = Copy(field.name);
      uint8_t* const value = Copy(field.value);
      const uint8_t flags = field.changes ? NGHTTP2_NV_FLAG_NO_INDEX : NGHTTP2_NV_FLAG_NONE;
      all_.push_back({name, value, field.name.size(), field.value.size(), flags});
    }
  }
  Block(const Block&) = delete;
  Block& operator=(const Block&) = delete;

  const nghttp2_nv* data() const { return all_.data(); }
  size_t size() const { return all_.size(); }

 private:
  uint8_t* Copy(absl::string_view text) {
    const size_t begin = bytes_.size();
    bytes_.append(text.data(), text.size());
    return reinterpret_cast<uint8_t*>(bytes_.data()) + begin;
  }

  std::string bytes_;
  std::vector<nghttp2_nv> all_;
};

void SetOptions(nghttp2_option* options) {
  nghttp2_option_set_no_auto_window_update(options, 1);
  // Closed streams serve priorities only, which nobody uses.
  nghttp2_option_set_no_closed_streams(options, 1);
  nghttp2_option_set_max_send_header_block_length(options, kFieldsSent);
  nghttp2_option_set_max_continuations(options, kContinuationsMax);
}

// The peer's fault in one stream, for which its reset is as good as one of its own
// (CVE-2025-8671).
bool IsFault(uint32_t error) {
  return error == NGHTTP2_PROTOCOL_ERROR || error == NGHTTP2_FLOW_CONTROL_ERROR ||
         error == NGHTTP2_STREAM_CLOSED || error == NGHTTP2_FRAME_SIZE_ERROR;
}

absl::string_view View(const uint8_t* bytes, size_t size) {
  return {reinterpret_cast<const char*>(bytes), size};
}

}  // namespace

// A stream as long as it is open.
struct Session::Entry {
  std::shared_ptr<Stream> stream;
  std::string out;
  size_t sent = 0;
  bool has_peer_ended = false;
  // Nothing is added to `out` any more.
  bool is_complete = false;
  // The library waits for more of `out`.
  bool is_deferred = false;
  std::vector<std::pair<std::string, std::string>> trailer;
};

// What the library calls; all of it within Receive or Send.
struct Session::Calls {
  static int OnBegin(nghttp2_session*, const nghttp2_frame* frame, void* user) {
    auto* self = static_cast<Session*>(user);
    const int32_t id = frame->hd.stream_id;
    if (frame->headers.cat != NGHTTP2_HCAT_REQUEST) return 0;
    auto entry = std::make_unique<Entry>();
    entry->stream = self->accept_(id);
    self->entries_[id] = std::move(entry);
    return 0;
  }

  static int OnField(nghttp2_session*, const nghttp2_frame* frame, const uint8_t* name,
                     size_t name_size, const uint8_t* value, size_t value_size, uint8_t,
                     void* user) {
    if (const auto stream = static_cast<Session*>(user)->StreamOf(frame->hd.stream_id))
      stream->OnField(View(name, name_size), View(value, value_size));
    return 0;
  }

  static int OnFrame(nghttp2_session*, const nghttp2_frame* frame, void* user) {
    auto* self = static_cast<Session*>(user);
    if (frame->hd.type == NGHTTP2_GOAWAY) self->is_ending_ = true;
    if (const int refused = self->CountEmpty(frame->hd.type, frame->hd.flags, frame->hd.length))
      return refused;
    if (const int refused = self->CountReset(frame->hd.type)) return refused;
    if (frame->hd.type != NGHTTP2_HEADERS && frame->hd.type != NGHTTP2_DATA) return 0;
    const auto stream = self->StreamOf(frame->hd.stream_id);
    if (stream == nullptr) return 0;
    if (frame->hd.type == NGHTTP2_HEADERS) stream->OnFieldsEnd();
    if ((frame->hd.flags & NGHTTP2_FLAG_END_STREAM) == 0) return 0;
    if (Entry* entry = self->Find(frame->hd.stream_id)) entry->has_peer_ended = true;
    stream->OnEnd();
    return 0;
  }

  // Who was answered early need not send the rest (RFC 9113 §8.1).
  static int OnSent(nghttp2_session* session, const nghttp2_frame* frame, void* user) {
    auto* self = static_cast<Session*>(user);
    if (frame->hd.type == NGHTTP2_DATA) self->empty_frames_ = 0;
    if (frame->hd.type == NGHTTP2_RST_STREAM && IsFault(frame->rst_stream.error_code))
      ++self->resets_;
    const bool ends = (frame->hd.type == NGHTTP2_HEADERS || frame->hd.type == NGHTTP2_DATA) &&
                      (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) != 0;
    if (!ends || self->accept_ == nullptr) return 0;
    const Entry* entry = self->Find(frame->hd.stream_id);
    if (entry != nullptr && !entry->has_peer_ended)
      nghttp2_submit_rst_stream(session, NGHTTP2_FLAG_NONE, frame->hd.stream_id, NGHTTP2_NO_ERROR);
    return 0;
  }

  static int OnData(nghttp2_session* session, uint8_t, int32_t id, const uint8_t* bytes,
                    size_t size, void* user) {
    nghttp2_session_consume_connection(session, size);
    if (const auto stream = static_cast<Session*>(user)->StreamOf(id))
      stream->OnData(View(bytes, size));
    return 0;
  }

  static int OnClose(nghttp2_session*, int32_t id, uint32_t error, void* user) {
    auto* self = static_cast<Session*>(user);
    auto found = self->entries_.extract(id);
    if (!found.empty()) found.mapped()->stream->OnClosed(error);
    return 0;
  }

  // How much of a body goes next. The bytes of it go with OnSend, without a stop in the library.
  static ssize_t Read(nghttp2_session* session, int32_t id, uint8_t*, size_t size, uint32_t* flags,
                      nghttp2_data_source* source, void*) {
    auto* entry = static_cast<Entry*>(source->ptr);
    const size_t left = entry->out.size() - entry->sent;
    const size_t count = std::min(size, left);
    *flags |= NGHTTP2_DATA_FLAG_NO_COPY;
    if (count < left) return static_cast<ssize_t>(count);
    if (entry->is_complete) {
      *flags |= NGHTTP2_DATA_FLAG_EOF;
      if (!entry->trailer.empty()) {
        *flags |= NGHTTP2_DATA_FLAG_NO_END_STREAM;
        Fields trailer;
        for (const auto& [name, value] : entry->trailer) trailer.push_back({name, value});
        const Block fields(trailer);
        nghttp2_submit_trailer(session, id, fields.data(), fields.size());
      }
    } else if (count == 0) {
      entry->is_deferred = true;
      return NGHTTP2_ERR_DEFERRED;
    }
    return static_cast<ssize_t>(count);
  }

  // A frame of a body: its head, and as many bytes as Read said.
  static int OnSend(nghttp2_session*, nghttp2_frame*, const uint8_t* head, size_t size,
                    nghttp2_data_source* source, void* user) {
    auto* self = static_cast<Session*>(user);
    if (self->out_->size() >= self->out_max_) return NGHTTP2_ERR_WOULDBLOCK;
    auto* entry = static_cast<Entry*>(source->ptr);
    self->out_->append(reinterpret_cast<const char*>(head), kFrameHead);
    self->out_->append(entry->out, entry->sent, size);
    entry->sent += size;
    if (entry->sent == entry->out.size()) {
      entry->out.clear();
      entry->sent = 0;
    }
    return 0;
  }
};

Session::Session(Accept accept, const Limits& limits)
    : accept_(std::move(accept)), resets_max_(limits.resets) {
  const bool is_server = accept_ != nullptr;
  nghttp2_session_callbacks* calls = nullptr;
  nghttp2_session_callbacks_new(&calls);
  nghttp2_session_callbacks_set_on_begin_headers_callback(calls, Calls::OnBegin);
  nghttp2_session_callbacks_set_on_header_callback(calls, Calls::OnField);
  nghttp2_session_callbacks_set_on_frame_recv_callback(calls, Calls::OnFrame);
  nghttp2_session_callbacks_set_on_frame_send_callback(calls, Calls::OnSent);
  nghttp2_session_callbacks_set_on_data_chunk_recv_callback(calls, Calls::OnData);
  nghttp2_session_callbacks_set_on_stream_close_callback(calls, Calls::OnClose);
  nghttp2_session_callbacks_set_send_data_callback(calls, Calls::OnSend);
  nghttp2_option* options = nullptr;
  nghttp2_option_new(&options);
  SetOptions(options);
  // The library's own limit says INTERNAL_ERROR: CountReset comes before it.
  nghttp2_option_set_stream_reset_rate_limit(options, 2 * kResetBurst * limits.resets,
                                             2 * limits.resets);
  nghttp2_option_set_max_deflate_dynamic_table_size(options, limits.table);
  if (is_server)
    nghttp2_session_server_new2(&session_, calls, this, options);
  else
    nghttp2_session_client_new2(&session_, calls, this, options);
  nghttp2_option_del(options);
  nghttp2_session_callbacks_del(calls);
  std::vector<nghttp2_settings_entry> settings = {
      {NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, limits.window},
      {NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, limits.fields},
      {NGHTTP2_SETTINGS_HEADER_TABLE_SIZE, limits.table}};
  if (is_server) settings.push_back({NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, limits.streams});
  // Servers never push, and do not speak of it.
  if (!is_server) settings.push_back({NGHTTP2_SETTINGS_ENABLE_PUSH, 0});
  nghttp2_submit_settings(session_, NGHTTP2_FLAG_NONE, settings.data(), settings.size());
  nghttp2_session_set_local_window_size(session_, NGHTTP2_FLAG_NONE, 0, kConnectionWindow);
}

std::unique_ptr<Session> Session::Server(const Limits& limits, Accept accept) {
  return std::unique_ptr<Session>(new Session(std::move(accept), limits));
}

std::unique_ptr<Session> Session::Client(const Limits& limits) {
  return std::unique_ptr<Session>(new Session(nullptr, limits));
}

Session::~Session() { nghttp2_session_del(session_); }

Session::Entry* Session::Find(int32_t id) const {
  auto found = entries_.find(id);
  return found == entries_.end() ? nullptr : found->second.get();
}

std::shared_ptr<Stream> Session::StreamOf(int32_t id) const {
  const Entry* entry = Find(id);
  return entry == nullptr ? nullptr : entry->stream;
}

void Session::Abandon() {
  for (const auto& [id, entry] : std::exchange(entries_, {}))
    entry->stream->OnClosed(NGHTTP2_CANCEL);
}

namespace {

// Each is answered, or costs time at least.
bool IsEmpty(int type, int flags, size_t length) {
  switch (type) {
    case NGHTTP2_PING:
    case NGHTTP2_SETTINGS:
      // Acknowledgements are what this side asked for.
      return (flags & NGHTTP2_FLAG_ACK) == 0;
    case NGHTTP2_PRIORITY:
      return true;
    case NGHTTP2_DATA:
      return length == 0 && (flags & NGHTTP2_FLAG_END_STREAM) == 0;
    default:
      return false;
  }
}

}  // namespace

int Session::CountEmpty(int type, int flags, size_t length) {
  if (!IsEmpty(type, flags, length)) {
    if (type == NGHTTP2_HEADERS || type == NGHTTP2_DATA) empty_frames_ = 0;
    return 0;
  }
  return ++empty_frames_ <= kEmptyFramesMax ? 0 : Calm("too_many_pings");
}

int Session::CountReset(int type) {
  if (accept_ == nullptr) return 0;
  if (type == NGHTTP2_RST_STREAM) ++resets_;
  return resets_ <= kResetBurst * resets_max_ ? 0 : Calm("too_many_resets");
}

int Session::Calm(absl::string_view why) {
  nghttp2_submit_goaway(
      session_, NGHTTP2_FLAG_NONE, nghttp2_session_get_last_proc_stream_id(session_),
      NGHTTP2_ENHANCE_YOUR_CALM, reinterpret_cast<const uint8_t*>(why.data()), why.size());
  return NGHTTP2_ERR_CALLBACK_FAILURE;
}

void Session::Tick() {
  empty_frames_ = std::max(empty_frames_ - 1, 0);
  resets_ -= std::min(resets_, resets_max_);
}

bool Session::Receive(absl::string_view bytes) {
  const auto* data = reinterpret_cast<const uint8_t*>(bytes.data());
  return nghttp2_session_mem_recv(session_, data, bytes.size()) ==
         static_cast<ssize_t>(bytes.size());
}

void Session::Send(std::string* out, size_t limit) {
  out_ = out;
  out_max_ = limit;
  while (out->size() < limit) {
    const uint8_t* bytes = nullptr;
    const ssize_t size = nghttp2_session_mem_send(session_, &bytes);
    if (size <= 0) return;
    out->append(reinterpret_cast<const char*>(bytes), size);
  }
}

bool Session::has_to_send() const { return nghttp2_session_want_write(session_) != 0; }

bool Session::is_over() const {
  return nghttp2_session_want_read(session_) == 0 && nghttp2_session_want_write(session_) == 0;
}

int32_t Session::Open(const Fields& head, bool ends, std::shared_ptr<Stream> stream) {
  auto entry = std::make_unique<Entry>();
  entry->stream = std::move(stream);
  const Block fields(head);
  nghttp2_data_provider body{{.ptr = entry.get()}, Calls::Read};
  const int32_t id = nghttp2_submit_request(session_, nullptr, fields.data(), fields.size(),
                                            ends ? nullptr : &body, nullptr);
  if (id >= 0)
    entries_[id] = std::move(entry);
  else
    // It has had as many streams as there are numbers.
    is_ending_ = true;
  return id;
}

void Session::Write(int32_t id, std::string bytes, bool last) {
  Entry* entry = Find(id);
  if (entry == nullptr || entry->is_complete) return;
  if (entry->out.empty())
    entry->out = std::move(bytes);
  else
    entry->out += bytes;
  entry->is_complete = last;
  if (std::exchange(entry->is_deferred, false)) nghttp2_session_resume_data(session_, id);
}

size_t Session::Unsent(int32_t id) const {
  const Entry* entry = Find(id);
  return entry == nullptr ? 0 : entry->out.size() - entry->sent;
}

void Session::Answer(int32_t id, const Fields& head, std::string body, const Fields& trailer) {
  Entry* entry = Find(id);
  if (entry == nullptr || entry->is_complete) return;
  entry->is_complete = true;
  if (body.empty()) {
    Fields all = head;
    all.insert(all.end(), trailer.begin(), trailer.end());
    const Block fields(all);
    nghttp2_submit_response(session_, id, fields.data(), fields.size(), nullptr);
    return;
  }
  entry->out = std::move(body);
  for (const Field& field : trailer)
    entry->trailer.emplace_back(std::string(field.name), std::string(field.value));
  const Block fields(head);
  nghttp2_data_provider provider{{.ptr = entry}, Calls::Read};
  nghttp2_submit_response(session_, id, fields.data(), fields.size(), &provider);
}

void Session::BeginAnswer(int32_t id, const Fields& head) {
  Entry* entry = Find(id);
  if (entry == nullptr) return;
  const Block fields(head);
  nghttp2_data_provider provider{{.ptr = entry}, Calls::Read};
  nghttp2_submit_response(session_, id, fields.data(), fields.size(), &provider);
}

void Session::EndAnswer(int32_t id, const Fields& trailer) {
  Entry* entry = Find(id);
  if (entry == nullptr || entry->is_complete) return;
  for (const Field& field : trailer)
    entry->trailer.emplace_back(std::string(field.name), std::string(field.value));
  Write(id, "", /*last=*/true);
}

void Session::Take(int32_t id, size_t bytes) {
  nghttp2_session_consume_stream(session_, id, bytes);
}

void Session::Reset(int32_t id, uint32_t error) {
  nghttp2_submit_rst_stream(session_, NGHTTP2_FLAG_NONE, id, error);
}

void Session::Ping() { nghttp2_submit_ping(session_, NGHTTP2_FLAG_NONE, nullptr); }

void Session::AnnounceEnd() { nghttp2_submit_shutdown_notice(session_); }

void Session::RefuseNewStreams() {
  nghttp2_submit_goaway(session_, NGHTTP2_FLAG_NONE,
                        nghttp2_session_get_last_proc_stream_id(session_), NGHTTP2_NO_ERROR,
                        nullptr, 0);
}

}  // namespace steward::http2
