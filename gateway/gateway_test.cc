// Both doors over real sockets, with a gRPC server in the place of the services.
#include "gateway/gateway.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <mutex>

#include "absl/strings/str_cat.h"
#include "gateway/testing_api.h"
#include "platform/auth/keys.h"
#include "platform/auth/token_signer.h"
#include "platform/rpc/convert.h"
#include "platform/status/errors.h"
#include "steward/event/v1/event_service.pb.h"
#include "steward/event/v1/journal_service.pb.h"
#include "steward/ticket/v1/ticket_service.pb.h"

namespace steward::gateway {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

grpc::ByteBuffer Buffer(const google::protobuf::MessageLite& message) {
  return rpc::Encode(message.SerializeAsString());
}

template <class Message>
Message Parse(const grpc::ByteBuffer& buffer) {
  grpc::Slice slice;
  EXPECT_TRUE(buffer.DumpToSingleSlice(&slice).ok());
  Message message;
  EXPECT_TRUE(message.ParseFromArray(slice.begin(), static_cast<int>(slice.size())));
  return message;
}

// Answers a handful of methods of the ticket service, and remembers the metadata and the
// deadline of the last call.
class Backend : public grpc::CallbackGenericService {
 public:
  Backend() {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
    builder.RegisterCallbackGenericService(this);
    server_ = builder.BuildAndStart();
  }
  ~Backend() override { Stop(); }
  void Stop() { server_->Shutdown(std::chrono::system_clock::now()); }
  std::string address() const { return absl::StrCat("127.0.0.1:", port_); }
  std::multimap<std::string, std::string> metadata() {
    std::lock_guard<std::mutex> lock(mutex_);
    return metadata_;
  }
  absl::Time deadline() {
    std::lock_guard<std::mutex> lock(mutex_);
    return deadline_;
  }

  grpc::ServerGenericBidiReactor* CreateReactor(
      grpc::GenericCallbackServerContext* context) override {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      metadata_.clear();
      deadline_ = absl::FromChrono(context->deadline());
      for (const auto& [key, value] : context->client_metadata())
        metadata_.emplace(std::string(key.data(), key.size()),
                          std::string(value.data(), value.size()));
    }
    return new Reactor(context);
  }

 private:
  class Reactor : public grpc::ServerGenericBidiReactor {
   public:
    explicit Reactor(grpc::GenericCallbackServerContext* context) : context_(context) {
      StartRead(&request_);
    }
    void OnReadDone(bool ok) override {
      if (!ok) return Finish(grpc::Status::CANCELLED);
      const grpc::Status status = Serve();
      if (!status.ok()) return Finish(status);
      StartWriteAndFinish(&response_, grpc::WriteOptions(), status);
    }
    void OnDone() override { delete this; }

   private:
    grpc::Status Serve();
    grpc::GenericCallbackServerContext* context_;
    grpc::ByteBuffer request_, response_;
  };

  int port_ = 0;
  std::mutex mutex_;
  std::multimap<std::string, std::string> metadata_;
  absl::Time deadline_;
  std::unique_ptr<grpc::Server> server_;
};

grpc::Status Backend::Reactor::Serve() {
  const std::string& method = context_->method();
  ticket::v1::Ticket ticket;
  ticket.set_etag("e1");
  if (method == "/steward.ticket.v1.TicketService/GetTicket") {
    ticket.set_name(Parse<ticket::v1::GetTicketRequest>(request_).name());
    response_ = Buffer(ticket);
  } else if (method == "/steward.ticket.v1.TicketService/CreateTicket") {
    ticket.MergeFrom(Parse<ticket::v1::CreateTicketRequest>(request_).ticket());
    context_->AddTrailingMetadata("steward-replayed", "true");
    response_ = Buffer(ticket);
  } else if (method == "/steward.ticket.v1.TicketService/ListTickets") {
    ticket::v1::ListTicketsResponse list;
    list.set_next_page_token("n");
    response_ = Buffer(list);
  } else if (method == "/steward.ticket.v1.TicketService/StartTicket") {
    const auto error = errors::ToProto(errors::IllegalTransition("CLOSED", "start", {"reopen"}));
    return {grpc::StatusCode::FAILED_PRECONDITION, error.message(), error.SerializeAsString()};
  } else if (method == "/steward.ticket.v1.TicketService/CloseTicket") {
    return {grpc::StatusCode::CANCELLED, "as a server that shuts down"};
  } else if (method == "/steward.ticket.v1.TicketService/AssignTicket") {
    const auto error = errors::ToProto(errors::InvalidField("assignee", std::string(20'000, 'x')));
    return {grpc::StatusCode::INVALID_ARGUMENT, "", error.SerializeAsString()};
  } else if (method == "/steward.event.v1.JournalService/GetHeads") {
    event::v1::GetHeadsResponse heads;
    for (int i = 0; i < 8; ++i) heads.add_heads()->set_epoch(1);
    response_ = Buffer(heads);
  } else if (method == "/steward.event.v1.JournalService/ListEvents") {
    const auto request = Parse<event::v1::ListEventsRequest>(request_);
    event::v1::ListEventsResponse page;
    for (int64_t offset = request.after().offset() + 1; offset <= 3; ++offset) {
      auto* stored = page.add_events();
      // The second event belongs to somebody else and must not be delivered.
      stored->set_tenant(offset == 2 ? "other" : request.tenant());
      stored->mutable_position()->set_epoch(1);
      stored->mutable_position()->set_offset(offset);
      stored->mutable_event()->set_resource_name(absl::StrCat("tickets/INC-", offset));
    }
    page.mutable_next()->set_epoch(1);
    page.mutable_next()->set_offset(3);
    page.set_end(true);
    response_ = Buffer(page);
  } else {
    return {grpc::StatusCode::UNIMPLEMENTED, ""};
  }
  return grpc::Status::OK;
}

class GatewayTest : public testing::Test {
 protected:
  void SetUp() override {
    options_.descriptor_set = TestDescriptorSet();
    options_.http.address = options_.grpc.address = "127.0.0.1:0";
    options_.services = {{"ticket", backend_.address()}};
    options_.cursor_secrets = {std::string(32, 's')};
    auth::TokenIssuer issuer;
    issuer.issuer = "iss";
    issuer.audience = "steward";
    issuer.algorithms = {auth::Algorithm::kEdDsa};
    issuer.keys = std::make_shared<auth::FixedKeys>(
        *auth::ParseJwkSet(auth::RenderKeySet({{"k", {key_.public_key(), ""}}})));
    auto access = std::make_unique<Access>(std::vector<auth::TokenIssuer>{issuer}, "gateway",
                                           auth::PrivateKey::Generate());
    token_ = Token(absl::Hours(1));
    gateway_ = Gateway::Start(options_, std::move(access)).value();
  }

  // Expires after `left`.
  std::string Token(absl::Duration left) const {
    const absl::Time issued = absl::Now() - absl::Minutes(5);
    return auth::SignToken({"iss",
                            "steward",
                            "demo",
                            "users/alice",
                            {"tenant_admin"},
                            issued,
                            left + absl::Minutes(5)},
                           "k", key_);
  }

  int Connect() {
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    const timeval patience{10, 0};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>(gateway_->http_port()));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
    return fd;
  }

  // Sends bytes and reads until the server closes, or until `until` was seen.
  std::string Raw(const std::string& bytes, const std::string& until = "") {
    const int fd = Connect();
    send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    std::string answer;
    char piece[4096];
    for (ssize_t n; (n = recv(fd, piece, sizeof(piece), 0)) > 0;) {
      answer.append(piece, static_cast<size_t>(n));
      if (!until.empty() && answer.find(until) != std::string::npos) break;
    }
    close(fd);
    return answer;
  }

  std::string Send(const std::string& method, const std::string& target,
                   const std::string& headers = "", const std::string& body = "") {
    return Raw(absl::StrCat(
        method, " ", target, " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n",
        "Authorization: bearer ", token_, "\r\n", headers,
        body.empty() ? "" : "Content-Type: application/json\r\n",
        body.empty() ? std::string() : absl::StrCat("Content-Length: ", body.size(), "\r\n"),
        "\r\n", body));
  }

  // A unary call to the gRPC port.
  grpc::Status Call(const std::string& path, const google::protobuf::MessageLite& request,
                    grpc::ByteBuffer* response, const std::string& token,
                    absl::Duration timeout = absl::InfiniteDuration()) {
    auto channel = grpc::CreateChannel(absl::StrCat("127.0.0.1:", gateway_->grpc_port()),
                                       grpc::InsecureChannelCredentials());
    grpc::GenericStub stub(channel);
    grpc::CompletionQueue queue;
    grpc::ClientContext context;
    if (!token.empty()) context.AddMetadata("authorization", absl::StrCat("Bearer ", token));
    if (timeout < absl::InfiniteDuration())
      context.set_deadline(absl::ToChronoTime(absl::Now() + timeout));
    auto call = stub.PrepareUnaryCall(&context, path, Buffer(request), &queue);
    grpc::Status status;
    call->StartCall();
    call->Finish(response, &status, nullptr);
    void* tag;
    bool ok;
    queue.Next(&tag, &ok);
    return status;
  }

  Backend backend_;
  const auth::PrivateKey key_ = auth::PrivateKey::Generate();
  GatewayOptions options_;
  std::string token_;
  std::unique_ptr<Gateway> gateway_;
};

TEST_F(GatewayTest, TranscodesBothWays) {
  const std::string got = Send("GET", "/v1/tickets/INC-1", "X-Request-Id: abc\r\n");
  EXPECT_THAT(got, HasSubstr("HTTP/1.1 200 OK"));
  EXPECT_THAT(got, HasSubstr("\"name\":\"tickets/INC-1\""));
  EXPECT_THAT(got, HasSubstr("ETag: \"e1\""));
  EXPECT_THAT(got, HasSubstr("X-Request-Id: abc"));
  EXPECT_THAT(got, HasSubstr("nosniff"));

  const std::string made =
      Send("POST", "/v1/tickets", "X-Tenant: other\r\n", R"({"kind":"INCIDENT","title":"VPN"})");
  EXPECT_THAT(made, HasSubstr("\"title\":\"VPN\""));
  EXPECT_THAT(made, HasSubstr("Idempotency-Replayed: true"));
  const auto metadata = backend_.metadata();
  EXPECT_EQ(metadata.count("steward-identity-bin"), 1u);
  EXPECT_EQ(metadata.count("x-tenant") + metadata.count("authorization"), 0u);

  EXPECT_THAT(Send("GET", "/v1/tickets?pageSize=1"),
              HasSubstr("Link: </v1/tickets?pageSize=1&pageToken=n>; rel=\"next\""));
  EXPECT_THAT(Send("GET", "/v1/tickets/INC-1", "If-None-Match: \"e1\"\r\n"), HasSubstr(" 304 "));
}

TEST_F(GatewayTest, AnswersErrorsAsProblems) {
  const std::string illegal = Send("POST", "/v1/tickets/INC-1:start", "", "{}");
  EXPECT_THAT(illegal, HasSubstr("HTTP/1.1 409"));
  EXPECT_THAT(illegal, HasSubstr("application/problem+json"));
  EXPECT_THAT(illegal, HasSubstr("\"reason\":\"ILLEGAL_TRANSITION\""));
  EXPECT_THAT(illegal, HasSubstr("\"allowedActions\":[\"reopen\"]"));

  EXPECT_THAT(Send("GET", "/v1/nothing"), HasSubstr(" 404 "));
  EXPECT_THAT(Send("PUT", "/v1/tickets"), HasSubstr("Allow: GET, HEAD, POST"));
  EXPECT_THAT(Send("TRACE", "/v1/tickets"), HasSubstr(" 405 "));
  EXPECT_THAT(Send("GET", "/v1/tickets", "Accept: application/xml\r\n"), HasSubstr(" 406 "));
  EXPECT_THAT(Send("GET", "/v1/tickets", "Authorization: Bearer x\r\n"), HasSubstr(" 400 "));
  EXPECT_THAT(Send("GET", "/v1/tickets?access_token=x"), HasSubstr(" 400 "));
  EXPECT_THAT(Send("GET", "/v1/webhooks"), HasSubstr("METHOD_NOT_IMPLEMENTED"));
  EXPECT_THAT(Raw("GET /v1/tickets HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"),
              AllOf(HasSubstr(" 401 "), HasSubstr("WWW-Authenticate: Bearer")));
  EXPECT_THAT(Send("POST", "/v1/tickets", "Content-Length: 2\r\nContent-Type: text/xml\r\n\r\n{}"),
              HasSubstr(" 415 "));
}

TEST_F(GatewayTest, PassesOnErrorsLargerThanTheUsualMetadata) {
  const std::string answer = Send("POST", "/v1/tickets/INC-1:assign", "", "{}");
  EXPECT_THAT(answer, HasSubstr(" 400 "));
  EXPECT_THAT(answer, HasSubstr(std::string(20'000, 'x')));
}

TEST_F(GatewayTest, RefusesWhatIsNotStrictHttp) {
  const std::string get = "GET / HTTP/1.1\r\n", host = "Host: x\r\n";
  struct {
    std::string bytes;
    std::string status;
  } const kCases[] = {
      {get + "Host: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", " 400 "},
      {get + "Host: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", " 400 "},
      {"GET / HTTP/1.1\nHost: x\n\n", " 400 "},
      {"GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n", " 400 "},
      {"GET / HTTP/1.1\r\n\r\n", " 400 "},
      {"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", " 400 "},
      {"GET / HTTP/1.1\r\nHost : x\r\n\r\n", " 400 "},
      {get + "Host: x\r\nTransfer-Encoding: chunked\r\n\r\n10000000000000000\r\n", " 400 "},
      {"CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n", " 405 "},
  };
  for (const auto& test : kCases)
    EXPECT_THAT(Raw(test.bytes), HasSubstr(test.status)) << test.bytes.substr(0, 80);
}

TEST_F(GatewayTest, SaysHowLargeARequestMayBe) {
  const std::string head = "POST /v1/tickets HTTP/1.1\r\nHost: x\r\n";
  const std::string known = absl::StrCat(head, "Authorization: Bearer ", token_, "\r\n");
  const std::string header = absl::StrCat("A: ", std::string(6000, 'a'), "\r\n");
  struct {
    std::string bytes;
    std::string status;
    std::string limit;
  } const kCases[] = {
      {known + "Content-Length: 1048577\r\n\r\n", " 413 ", "1048576"},
      {absl::StrCat("GET /", std::string(9000, 'a'), " HTTP/1.1\r\n\r\n"), " 414 ", "8192"},
      {absl::StrCat(head, "A: ", std::string(9000, 'a'), "\r\n\r\n"), " 431 ", "8192"},
      {absl::StrCat(head, header, header, header, "\r\n"), " 431 ", "16384"},
  };
  for (const auto& test : kCases)
    EXPECT_THAT(Raw(test.bytes),
                AllOf(HasSubstr(test.status),
                      HasSubstr(absl::StrCat("\"metadata\":{\"limit\":\"", test.limit, "\"}")),
                      HasSubstr(absl::StrCat("At most ", test.limit, " bytes are allowed."))));
}

TEST_F(GatewayTest, AnswersRequestsSentAheadInOrder) {
  const std::string get = absl::StrCat(
      "GET /v1/tickets/INC-1 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ", token_, "\r\n\r\n");
  const std::string answers = Raw(get + "HEAD /healthz HTTP/1.1\r\nHost: x\r\n\r\n" +
                                  "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

  const size_t first = answers.find("INC-1");
  const size_t second = answers.find("\"status\":\"ok\"");
  ASSERT_NE(first, std::string::npos);
  ASSERT_NE(second, std::string::npos);
  EXPECT_LT(first, second);
  EXPECT_EQ(answers.find("\"status\":\"ok\"", second + 1), std::string::npos);
}

TEST_F(GatewayTest, StreamsEventsAndResumesFromACursor) {
  const std::string head =
      absl::StrCat("HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ", token_, "\r\n");
  const std::string all =
      Raw(absl::StrCat("GET /v1/events:watch?from=earliest ", head, "\r\n"), "INC-3");
  EXPECT_THAT(all, HasSubstr("text/event-stream"));
  EXPECT_THAT(all, HasSubstr("INC-1"));
  EXPECT_THAT(all, Not(HasSubstr("INC-2")));
  const size_t event = all.find("INC-1");
  const size_t id = all.rfind("id: ", event) + 4;
  const std::string cursor = all.substr(id, all.find('\n', id) - id);

  const std::string rest = Raw(
      absl::StrCat("GET /v1/events:watch ", head, "Last-Event-ID: ", cursor, "\r\n\r\n"), "INC-3");
  EXPECT_THAT(rest, Not(HasSubstr("INC-1")));
  EXPECT_THAT(Send("GET", "/v1/events:watch?from=nonsense"), HasSubstr("INVALID_CURSOR"));
}

TEST_F(GatewayTest, ResumesAfterTheLastEventWhateverTheUrlSays) {
  const std::string head =
      absl::StrCat("GET /v1/events:watch?from=earliest HTTP/1.1\r\nHost: x\r\n",
                   "Authorization: Bearer ", token_, "\r\n");
  const std::string all = Raw(head + "\r\n", "INC-3");
  const size_t id = all.rfind("id: ", all.find("INC-1")) + 4;
  const std::string last = absl::StrCat("Last-Event-ID: ", all.substr(id, all.find('\n', id) - id));

  const std::string rest = Raw(absl::StrCat(head, last, "\r\n\r\n"), "INC-3");
  EXPECT_THAT(rest, HasSubstr("INC-3"));
  EXPECT_THAT(rest, Not(HasSubstr("INC-1")));
}

TEST_F(GatewayTest, EndsWatchStreamsWhenTheirTokenExpires) {
  // Still good for a request: clocks may differ a little.
  token_ = Token(-absl::Seconds(10));
  const std::string answer = Send("GET", "/v1/events:watch?from=now");
  EXPECT_THAT(answer, HasSubstr(": bookmark\nid: "));
  EXPECT_THAT(answer, testing::EndsWith("0\r\n\r\n"));
}

class ImpatientGatewayTest : public GatewayTest {
 protected:
  ImpatientGatewayTest() { options_.http.header_timeout = absl::Milliseconds(1); }
};

TEST_F(ImpatientGatewayTest, AnswersASlowRequestAndReadsAwayWhatFollows) {
  const int fd = Connect();
  const std::string begun = "GET /healthz HTTP/1.1\r\n", rest(20'000, 'x');
  send(fd, begun.data(), begun.size(), MSG_NOSIGNAL);
  std::string answer;
  char piece[4096];
  for (ssize_t n; (n = recv(fd, piece, sizeof(piece), 0)) > 0;) {
    answer.append(piece, static_cast<size_t>(n));
    send(fd, rest.data(), rest.size(), MSG_NOSIGNAL);
  }
  close(fd);
  EXPECT_THAT(answer, HasSubstr(" 408 "));
  EXPECT_THAT(answer, HasSubstr("DEADLINE_EXCEEDED"));
}

TEST_F(GatewayTest, PassesOnDeadlinesUpToItsOwn) {
  struct {
    absl::Duration given;
    absl::Duration passed;
  } const kCases[] = {
      {absl::InfiniteDuration(), absl::Seconds(5)},
      {absl::Seconds(20), absl::Seconds(20)},
      {absl::Seconds(61), absl::Seconds(60)},
  };
  for (const auto& test : kCases) {
    grpc::ByteBuffer response;
    const absl::Time start = absl::Now();
    ASSERT_TRUE(Call("/steward.ticket.v1.TicketService/GetTicket", ticket::v1::GetTicketRequest(),
                     &response, token_, test.given)
                    .ok());
    EXPECT_NEAR(absl::ToDoubleSeconds(backend_.deadline() - start),
                absl::ToDoubleSeconds(test.passed), 0.9);
  }
}

TEST_F(GatewayTest, PassesGrpcThrough) {
  grpc::ByteBuffer response;
  ticket::v1::GetTicketRequest request;
  request.set_name("tickets/INC-9");
  const std::string path = "/steward.ticket.v1.TicketService/GetTicket";
  ASSERT_TRUE(Call(path, request, &response, token_).ok());
  EXPECT_EQ(Parse<ticket::v1::Ticket>(response).name(), "tickets/INC-9");

  EXPECT_EQ(Call(path, request, &response, "").error_code(), grpc::StatusCode::UNAUTHENTICATED);
  const std::string internal = "/steward.event.v1.JournalService/GetHeads";
  EXPECT_EQ(Call(internal, request, &response, token_).error_code(),
            grpc::StatusCode::UNIMPLEMENTED);
  EXPECT_EQ(Call("/a.B/C", request, &response, "").error_code(), grpc::StatusCode::UNAUTHENTICATED);
  const grpc::Status illegal =
      Call("/steward.ticket.v1.TicketService/StartTicket", request, &response, token_);
  EXPECT_EQ(illegal.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_THAT(illegal.error_details(), HasSubstr("ILLEGAL_TRANSITION"));
  EXPECT_TRUE(Call("/grpc.health.v1.Health/Check", event::v1::WatchRequest(), &response, "").ok());
}

TEST_F(GatewayTest, CallThatTheServiceCancelsIsUnavailable) {
  EXPECT_THAT(Send("POST", "/v1/tickets/INC-1:close", "", "{}"), HasSubstr(" 503 "));
}

TEST_F(GatewayTest, ForgetsCallsThatWaitForTheirNextAttemptWhenItEnds) {
  backend_.Stop();
  const int fd = Connect();
  const std::string request = absl::StrCat(
      "GET /v1/tickets/INC-1 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ", token_, "\r\n\r\n");
  send(fd, request.data(), request.size(), MSG_NOSIGNAL);

  // Two pauses of 100 and 200 ms lie between the attempts.
  gateway_->Drain(absl::Milliseconds(50));

  char byte;
  EXPECT_LE(recv(fd, &byte, 1, 0), 0);
  close(fd);
}

TEST_F(GatewayTest, EndsWatchStreamsWhenDraining) {
  const int fd = Connect();
  const std::string request =
      absl::StrCat("GET /v1/events:watch?from=now HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ",
                   token_, "\r\n\r\n");
  send(fd, request.data(), request.size(), MSG_NOSIGNAL);
  std::string answer;
  char piece[4096];
  while (answer.find(": bookmark") == std::string::npos) {
    const ssize_t n = recv(fd, piece, sizeof(piece), 0);
    ASSERT_GT(n, 0);
    answer.append(piece, static_cast<size_t>(n));
  }

  const absl::Time start = absl::Now();
  std::thread drain([&] { gateway_->Drain(absl::Seconds(10)); });
  for (ssize_t n; (n = recv(fd, piece, sizeof(piece), 0)) > 0;)
    answer.append(piece, static_cast<size_t>(n));
  close(fd);
  drain.join();
  EXPECT_THAT(answer, testing::EndsWith("0\r\n\r\n"));
  EXPECT_LT(absl::Now() - start, absl::Seconds(5));
}

}  // namespace
}  // namespace steward::gateway
