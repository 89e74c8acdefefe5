#include "platform/http2/session.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nghttp2/nghttp2.h>

#include <map>

namespace steward::http2 {
namespace {

using testing::ElementsAre;
using testing::Pair;

// What was heard of a stream.
struct Heard final : Stream {
  void OnField(absl::string_view name, absl::string_view value) override {
    fields.emplace_back(std::string(name), std::string(value));
  }
  void OnFieldsEnd() override { ++heads; }
  void OnData(absl::string_view bytes) override { data += std::string(bytes); }
  void OnEnd() override { has_ended = true; }
  void OnClosed(uint32_t error) override { closed.push_back(error); }

  std::vector<std::pair<std::string, std::string>> fields;
  std::string data;
  int heads = 0;
  bool has_ended = false;
  std::vector<uint32_t> closed;
};

// A client and a server with nothing between them.
class SessionTest : public testing::Test {
 protected:
  explicit SessionTest(Session::Limits limits = {}) {
    client_ = Session::Client({});
    server_ = Session::Server(
        limits, [this](int32_t id) { return accepted_[id] = std::make_shared<Heard>(); });
  }

  // Until neither has anything to say, or one does not listen any more.
  void Exchange() {
    while (is_fine_) {
      std::string there, back;
      client_->Send(&there, 1 << 20);
      is_fine_ = server_->Receive(there) && is_fine_;
      server_->Send(&back, 1 << 20);
      is_fine_ = client_->Receive(back) && is_fine_;
      if (there.empty() && back.empty()) return;
    }
  }

  int32_t Open(bool ends) {
    heard_ = std::make_shared<Heard>();
    return client_->Open(
        {{":method", "POST"}, {":scheme", "http"}, {":path", "/a"}, {":authority", "b"}}, ends,
        heard_);
  }

  std::map<int32_t, std::shared_ptr<Heard>> accepted_;
  std::unique_ptr<Session> client_, server_;
  std::shared_ptr<Heard> heard_;
  bool is_fine_ = true;
};

TEST_F(SessionTest, CarriesARequestAndItsAnswer) {
  const int32_t id = Open(false);
  client_->Write(id, "ab", false);
  Exchange();
  client_->Write(id, "cd", true);
  Exchange();
  Heard& request = *accepted_[id];
  EXPECT_THAT(request.fields, testing::Contains(Pair(":path", "/a")));
  EXPECT_EQ(request.data, "abcd");
  EXPECT_TRUE(request.has_ended);

  server_->Answer(id, {{":status", "200"}}, "xyz", {{"end", "1"}});
  Exchange();

  EXPECT_THAT(heard_->fields, ElementsAre(Pair(":status", "200"), Pair("end", "1")));
  EXPECT_EQ(heard_->heads, 2);
  EXPECT_EQ(heard_->data, "xyz");
  EXPECT_THAT(heard_->closed, ElementsAre(NGHTTP2_NO_ERROR));
  EXPECT_THAT(request.closed, ElementsAre(NGHTTP2_NO_ERROR));
  EXPECT_EQ(client_->streams(), 0);
  EXPECT_EQ(server_->streams(), 0);
  EXPECT_TRUE(is_fine_);
}

TEST_F(SessionTest, AnswersWithoutABodyAreOneHead) {
  const int32_t id = Open(true);
  Exchange();

  server_->Answer(id, {{":status", "200"}}, "", {{"end", "1"}});
  Exchange();

  EXPECT_THAT(heard_->fields, ElementsAre(Pair(":status", "200"), Pair("end", "1")));
  EXPECT_EQ(heard_->heads, 1);
}

TEST_F(SessionTest, WhoWasAnsweredEarlyNeedNotSendTheRest) {
  for (const std::string body : {"", "x"}) {
    const int32_t id = Open(false);
    client_->Write(id, "ab", false);
    Exchange();

    server_->Answer(id, {{":status", "200"}}, body, {{"end", "1"}});
    Exchange();

    EXPECT_THAT(heard_->fields, ElementsAre(Pair(":status", "200"), Pair("end", "1")));
    EXPECT_EQ(heard_->data, body);
    EXPECT_THAT(heard_->closed, ElementsAre(NGHTTP2_NO_ERROR));
    EXPECT_EQ(server_->streams(), 0);
  }
}

TEST_F(SessionTest, HoldsASenderUpUntilItsBytesAreTaken) {
  const int32_t id = Open(false);
  client_->Write(id, std::string(3 << 20, 'x'), true);
  Exchange();
  EXPECT_EQ(accepted_[id]->data.size(), 1 << 20);
  EXPECT_EQ(client_->Unsent(id), 2 << 20);

  server_->Take(id, 1 << 20);
  Exchange();
  EXPECT_EQ(accepted_[id]->data.size(), 2 << 20);

  server_->Take(id, 1 << 20);
  Exchange();
  EXPECT_TRUE(accepted_[id]->has_ended);
}

TEST_F(SessionTest, OneStreamThatIsNotTakenLetsOthersPass) {
  const int32_t stuck = Open(false);
  client_->Write(stuck, std::string(2 << 20, 'x'), true);
  Exchange();

  const int32_t other = Open(false);
  client_->Write(other, "abc", true);
  Exchange();

  EXPECT_EQ(accepted_[other]->data, "abc");
}

TEST_F(SessionTest, ResetsEndAStreamAtBothEnds) {
  const int32_t id = Open(false);
  Exchange();

  client_->Reset(id, NGHTTP2_CANCEL);
  Exchange();

  EXPECT_THAT(accepted_[id]->closed, ElementsAre(NGHTTP2_CANCEL));
  EXPECT_FALSE(accepted_[id]->has_ended);
  EXPECT_THAT(heard_->closed, ElementsAre(NGHTTP2_CANCEL));
}

TEST_F(SessionTest, AStreamThatIsResetBeforeItWasSentIsHeardOfByItsOwnerOnly) {
  const int32_t id = Open(false);
  client_->Write(id, "abc", false);
  client_->Reset(id, NGHTTP2_CANCEL);
  Exchange();

  EXPECT_THAT(accepted_, testing::IsEmpty());
  EXPECT_EQ(heard_->closed.size(), 1);
  EXPECT_EQ(client_->streams(), 0);
}

TEST_F(SessionTest, EndsWhenAllStreamsHaveEnded) {
  const int32_t id = Open(true);
  Exchange();
  server_->AnnounceEnd();
  Exchange();
  EXPECT_TRUE(client_->is_ending());
  // On its way while the end was announced.
  server_->RefuseNewStreams();
  Exchange();
  EXPECT_FALSE(server_->is_over());

  server_->Answer(id, {{":status", "200"}}, "x", {});
  Exchange();

  EXPECT_EQ(heard_->data, "x");
  EXPECT_TRUE(server_->is_over());
}

TEST_F(SessionTest, OpensNothingOnceThePeerAnnouncedTheEnd) {
  Exchange();
  server_->AnnounceEnd();
  server_->RefuseNewStreams();
  Exchange();

  const int32_t id = Open(true);
  Exchange();

  EXPECT_TRUE(id < 0 || heard_->closed.size() == 1);
  EXPECT_THAT(accepted_, testing::IsEmpty());
}

TEST_F(SessionTest, TellsStreamsThatTheConnectionIsGone) {
  const int32_t id = Open(false);
  Exchange();

  server_->Abandon();

  EXPECT_THAT(accepted_[id]->closed, ElementsAre(NGHTTP2_CANCEL));
  EXPECT_EQ(server_->streams(), 0);
  // Too late for any of it.
  server_->Answer(id, {{":status", "200"}}, "x", {});
  server_->Take(id, 1);
}

TEST_F(SessionTest, BearsAPeerThatPingsNowAndThenOrBesideItsWork) {
  Exchange();
  for (int i = 0; i < 500; ++i) {
    client_->Ping();
    if (i % 2 == 0) server_->Tick();
    if (i % 50 == 0) Open(true);
    Exchange();
  }
  EXPECT_TRUE(is_fine_);
}

TEST_F(SessionTest, EndsAPeerThatDoesNothingButPing) {
  Exchange();
  for (int i = 0; i < 200; ++i) client_->Ping();

  Exchange();

  EXPECT_FALSE(is_fine_);
  EXPECT_TRUE(client_->is_ending());
}

TEST_F(SessionTest, EndsAPeerWhoseDataIsEmpty) {
  const int32_t id = Open(false);
  Exchange();
  // Frames of DATA without any, which no client of ours can be brought to send.
  std::string empty(9 * 200, '\0');
  for (size_t i = 0; i < empty.size(); i += 9) empty[i + 8] = static_cast<char>(id);

  EXPECT_FALSE(server_->Receive(empty));
}

TEST_F(SessionTest, EmptyDataExcusesNoPings) {
  const int32_t id = Open(false);
  Exchange();
  std::string empty(9, '\0');
  empty[8] = static_cast<char>(id);
  for (int i = 0; i < 200 && is_fine_; ++i) {
    client_->Ping();
    Exchange();
    is_fine_ = is_fine_ && server_->Receive(empty);
  }

  EXPECT_FALSE(is_fine_);
}

class FewResetsTest : public SessionTest {
 protected:
  FewResetsTest() : SessionTest({.resets = 10}) {}

  // Whether the server has enough of the peer, which its GOAWAY says.
  bool IsCalmed() const { return !is_fine_ && client_->is_ending(); }
};

TEST_F(FewResetsTest, EndsAPeerThatGivesUpItsStreams) {
  for (int i = 0; i < 200; ++i) {
    const int32_t id = Open(false);
    Exchange();
    client_->Reset(id, NGHTTP2_CANCEL);
    Exchange();
  }

  EXPECT_TRUE(IsCalmed());
  EXPECT_EQ(accepted_.size(), 101);
}

TEST_F(FewResetsTest, EndsAPeerWhoseStreamsAreBroken) {
  for (int i = 0; i < 200 && is_fine_; ++i) {
    const int32_t id = Open(false);
    Exchange();
    // A window beyond its limit (RFC 9113 §6.9.1), for which the server ends the stream.
    std::string window("\0\0\4\x8\0\0\0\0\0\x7f\xff\xff\xff", 13);
    window[7] = static_cast<char>(id >> 8);
    window[8] = static_cast<char>(id);
    is_fine_ = is_fine_ && server_->Receive(window);
    Exchange();
  }

  EXPECT_TRUE(IsCalmed());
  // What the server sent counts when it hears the peer again.
  EXPECT_EQ(accepted_.size(), 102);
}

TEST_F(FewResetsTest, BearsAPeerThatGivesUpSomeNowAndThen) {
  for (int i = 0; i < 500; ++i) {
    const int32_t id = Open(false);
    Exchange();
    client_->Reset(id, NGHTTP2_CANCEL);
    Exchange();
    if (i % 10 == 0) server_->Tick();
  }

  EXPECT_TRUE(is_fine_);
}

TEST_F(SessionTest, RefusesWhatIsNoHttp2) {
  EXPECT_FALSE(server_->Receive("GET / HTTP/1.1\r\nhost: a\r\n\r\n"));
}

class FewStreamsTest : public SessionTest {
 protected:
  FewStreamsTest() : SessionTest({.streams = 1}) {}
};

TEST_F(FewStreamsTest, AStreamWaitsForItsTurn) {
  Exchange();
  const int32_t first = Open(true);
  const auto heard_of_first = heard_;
  const int32_t second = Open(true);
  Exchange();
  EXPECT_EQ(accepted_.count(second), 0);

  server_->Answer(first, {{":status", "200"}}, "x", {});
  Exchange();

  EXPECT_EQ(heard_of_first->data, "x");
  EXPECT_EQ(accepted_.count(second), 1);
}

}  // namespace
}  // namespace steward::http2
