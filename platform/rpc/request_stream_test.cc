#include "platform/rpc/request_stream.h"

#include <gmock/gmock.h>
#include <grpcpp/support/sync_stream.h>
#include <gtest/gtest.h>

#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "platform/fiber/event.h"
#include "platform/rpc/decode.h"
#include "platform/rpc/echo_for_test.h"
#include "platform/status/macros.h"
#include "platform/testing/status_matchers.h"

namespace steward::rpc {
namespace {

using errors::Reason;
using ticket::v1::ImportTicketsRequest;
using ticket::v1::Ticket;

constexpr char kUpload[] = "/steward.test.v1.UploadService/Upload";
constexpr int kMessagesMax = 3, kBytesMax = 100;

// A service with one method that takes a stream; `is_limited`: that says how much.
const google::protobuf::ServiceDescriptor* UploadDescriptor(bool is_limited = true) {
  static auto* pool =
      new google::protobuf::DescriptorPool(google::protobuf::DescriptorPool::generated_pool());
  const std::string name = is_limited ? "UploadService" : "BoundlessService";
  if (const auto* known = pool->FindServiceByName("steward.test.v1." + name)) return known;
  google::protobuf::FileDescriptorProto file;
  file.set_name(name + ".proto");
  file.set_package("steward.test.v1");
  file.set_syntax("proto3");
  file.add_dependency(ImportTicketsRequest::descriptor()->file()->name());
  file.add_dependency(Ticket::descriptor()->file()->name());
  auto* service = file.add_service();
  service->set_name(name);
  auto* method = service->add_method();
  method->set_name("Upload");
  method->set_client_streaming(true);
  method->set_input_type(".steward.ticket.v1.ImportTicketsRequest");
  method->set_output_type(".steward.ticket.v1.Ticket");
  auto* rules = method->mutable_options()->MutableExtension(options::v1::method);
  rules->set_permission("tickets.import");
  if (is_limited) rules->mutable_upload()->set_max_messages(kMessagesMax);
  if (is_limited) rules->mutable_upload()->set_max_bytes(kBytesMax);
  return pool->BuildFile(file)->service(0);
}

ImportTicketsRequest Line(const std::string& title) {
  ImportTicketsRequest line;
  line.mutable_ticket()->set_kind(Ticket::INCIDENT);
  line.mutable_ticket()->set_title(title);
  return line;
}

// Serves the method: it answers with the titles of all requests, and ends at one that is judged to
// be wrong.
class UploadServer {
 public:
  using Writer = grpc::ClientWriter<grpc::ByteBuffer>;

  explicit UploadServer(Interceptors::Options options = {})
      : interceptors_([&] {
          options.verifier = &verifier_;
          return options;
        }()),
        service_(UploadDescriptor(), &interceptors_) {
    service_.Handle("Upload", this, &UploadServer::Upload);
    server = Server::Start("127.0.0.1:0", {&service_}).value();
    channel_ = ChannelTo(absl::StrCat("127.0.0.1:", server->port()));
  }

  std::unique_ptr<Writer> Open(grpc::ClientContext* context, const std::string& role) {
    if (!role.empty()) context->AddMetadata(kIdentityMetadata, issuer_.Sign("echo", role));
    grpc::internal::RpcMethod method(kUpload, grpc::internal::RpcMethod::CLIENT_STREAMING);
    return std::unique_ptr<Writer>(grpc::internal::ClientWriterFactory<grpc::ByteBuffer>::Create(
        channel_.get(), method, context, &response_));
  }

  // A whole stream of these messages.
  absl::Status Send(const std::vector<std::string>& messages,
                    const std::string& role = "tenant_admin") {
    grpc::ClientContext context;
    auto writer = Open(&context, role);
    for (const std::string& message : messages)
      if (!writer->Write(Encode(message))) break;
    writer->WritesDone();
    return FromGrpc(writer->Finish());
  }

  std::string answered_title() const {
    Ticket ticket;
    EXPECT_THAT(Decode(BytesOf(response_), &ticket), IsOk());
    return ticket.title();
  }

  // The handler has read a request; it has ended, with this.
  absl::Notification has_read;
  // ThreadSanitizer sees what it orders, and not what the library's notification does.
  fiber::Event has_ended;
  absl::Status ending;
  // What it had.
  absl::Duration time;

 private:
  absl::StatusOr<Ticket> Upload(const Call& call, RequestStream<ImportTicketsRequest>& requests) {
    time = call.deadline - call.time;
    absl::StatusOr<Ticket> answer = Read(requests);
    call.answer_metadata.emplace_back("steward-replayed", "true");
    ending = answer.status();
    has_ended.Notify();
    return answer;
  }

  absl::StatusOr<Ticket> Read(RequestStream<ImportTicketsRequest>& requests) {
    Ticket answer;
    while (true) {
      ASSIGN_OR_RETURN(const auto request, requests.Next());
      if (!request) return answer;
      RETURN_IF_ERROR(requests.Judge(*request));
      answer.set_title(answer.title() + request->ticket().title());
      if (!has_read.HasBeenNotified()) has_read.Notify();
    }
  }

  TestIssuer issuer_;
  auth::IdentityVerifier verifier_{"echo", issuer_.trusted()};
  Interceptors interceptors_;
  Service service_;
  std::shared_ptr<grpc::Channel> channel_;
  grpc::ByteBuffer response_;

 public:
  std::unique_ptr<Server> server;
};

std::vector<std::string> Titled(const std::vector<std::string>& titles) {
  std::vector<std::string> messages;
  for (const std::string& title : titles) messages.push_back(Line(title).SerializeAsString());
  return messages;
}

TEST(RequestStream, HasTimeOfItsOwn) {
  const struct {
    absl::Duration upload_max;
    bool is_cut;
  } cases[] = {{absl::Hours(1), false}, {absl::Seconds(20), true}};
  for (const auto& c : cases) {
    UploadServer server({.deadline_max = absl::Seconds(10), .upload_max = c.upload_max});
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Minutes(30)));
    auto writer = server.Open(&context, "tenant_admin");
    writer->WritesDone();

    EXPECT_TRUE(writer->Finish().ok());

    EXPECT_GT(server.time, absl::Seconds(10));
    EXPECT_EQ(server.time <= absl::Seconds(20), c.is_cut);
  }
}

TEST(RequestStream, GivesAllRequestsInTheirOrder) {
  UploadServer upload;

  ASSERT_THAT(upload.Send(Titled({"a", "b", "c"})), IsOk());

  EXPECT_EQ(upload.answered_title(), "abc");
}

TEST(RequestStream, MayBeEmpty) {
  UploadServer upload;

  ASSERT_THAT(upload.Send({}), IsOk());

  EXPECT_EQ(upload.answered_title(), "");
}

TEST(RequestStream, AnswersWithMetadata) {
  UploadServer upload;
  grpc::ClientContext context;
  auto writer = upload.Open(&context, "tenant_admin");
  writer->WritesDone();

  ASSERT_THAT(FromGrpc(writer->Finish()), IsOk());

  EXPECT_EQ(context.GetServerInitialMetadata().count("steward-replayed"), 1);
}

TEST(RequestStream, IsRefusedBeforeAnythingOfItIsLookedAt) {
  UploadServer upload;
  for (const auto& [role, reason] :
       {std::pair{"", Reason::UNAUTHENTICATED}, std::pair{"agent", Reason::PERMISSION_DENIED}}) {
    grpc::ClientContext context;
    auto writer = upload.Open(&context, role);

    // Nothing is sent, and no end.
    EXPECT_THAT(FromGrpc(writer->Finish()), HasReason(reason)) << role;
  }
  EXPECT_THAT(upload.Send({"\xff"}, "agent"), HasReason(Reason::PERMISSION_DENIED));
  EXPECT_FALSE(upload.has_ended.Wait(absl::Now()));
}

TEST(RequestStream, IsRefusedForWhatOneRequestSays) {
  struct Case {
    const char* what;
    std::string message;
    Reason reason;
  };
  ImportTicketsRequest confidential = Line("b");
  confidential.mutable_ticket()->set_confidential(true);
  for (const Case& c : {Case{"garbage", "\xff\xff", Reason::MALFORMED_REQUEST},
                        Case{"no title", Line("").SerializeAsString(), Reason::INVALID_FIELD},
                        Case{"a field that is not the caller's", confidential.SerializeAsString(),
                             Reason::PERMISSION_DENIED}}) {
    SCOPED_TRACE(c.what);
    UploadServer each;
    EXPECT_THAT(each.Send({Line("a").SerializeAsString(), c.message}, "integration"),
                HasReason(c.reason));
  }
}

TEST(RequestStream, IsTakenUpToItsLimits) {
  struct Case {
    const char* what;
    std::vector<std::string> titles;
    Reason reason;
  };
  // Each message has 6 bytes besides its title.
  for (const Case& c :
       {Case{"all messages", {"a", "b", "c", "d"}, Reason::REASON_UNSPECIFIED},
        Case{"one more", {"a", "b", "c", "d", "e"}, Reason::TOO_MANY_ITEMS},
        Case{"all bytes", {std::string(44, 'x'), std::string(44, 'y')}, Reason::REASON_UNSPECIFIED},
        Case{"one more", {std::string(44, 'x'), std::string(45, 'y')}, Reason::BODY_TOO_LARGE}}) {
    SCOPED_TRACE(c.what);
    UploadServer each;
    EXPECT_EQ(errors::ReasonOf(each.Send(Titled(c.titles))), c.reason);
  }
}

TEST(RequestStream, TellsABreakFromAnEnd) {
  UploadServer upload;
  grpc::ClientContext context;
  auto writer = upload.Open(&context, "tenant_admin");
  ASSERT_TRUE(writer->Write(Encode(Line("a").SerializeAsString())));
  upload.has_read.WaitForNotification();

  context.TryCancel();

  upload.has_ended.Wait(absl::InfiniteFuture());
  EXPECT_THAT(upload.ending, HasReason(Reason::UNAVAILABLE));
  writer->Finish();
}

TEST(RequestStream, EndsAtTheDeadlineOfItsCall) {
  UploadServer upload({.deadline_default = absl::Milliseconds(100)});
  grpc::ClientContext context;
  auto writer = upload.Open(&context, "tenant_admin");
  ASSERT_TRUE(writer->Write(Encode(Line("a").SerializeAsString())));

  EXPECT_THAT(FromGrpc(writer->Finish()), HasReason(Reason::DEADLINE_EXCEEDED));
}

TEST(RequestStream, EndsWhenTheServerIsShutDown) {
  UploadServer upload;
  grpc::ClientContext context;
  auto writer = upload.Open(&context, "tenant_admin");
  ASSERT_TRUE(writer->Write(Encode(Line("a").SerializeAsString())));
  upload.has_read.WaitForNotification();

  upload.server->Shutdown(absl::ZeroDuration());

  EXPECT_FALSE(writer->Finish().ok());
  EXPECT_THAT(upload.ending, HasReason(Reason::UNAVAILABLE));
}

struct Handlers {
  absl::StatusOr<Ticket> Stream(const Call&, RequestStream<ImportTicketsRequest>&) {
    return Ticket();
  }
  absl::StatusOr<Ticket> Single(const Call&, const ImportTicketsRequest&) { return Ticket(); }
};

class StreamDeathTest : public testing::Test {
 protected:
  StreamDeathTest() { testing::FLAGS_gtest_death_test_style = "threadsafe"; }
  Interceptors interceptors_{{}};
  Handlers handlers_;
};

TEST_F(StreamDeathTest, DiesWhenTheHandlerTakesOneRequest) {
  Service service(UploadDescriptor(), &interceptors_);

  EXPECT_DEATH(service.Handle("Upload", &handlers_, &Handlers::Single), "streams otherwise");
}

TEST_F(StreamDeathTest, DiesWhenTheMethodDoesNotSayHowMuchItTakes) {
  Service service(UploadDescriptor(false), &interceptors_);

  EXPECT_DEATH(service.Handle("Upload", &handlers_, &Handlers::Stream), "how much it takes");
}

}  // namespace
}  // namespace steward::rpc
